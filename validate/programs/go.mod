module labelled

// Standard library only.
go 1.27
