module migration-service

// Everything here builds from Go 1.22 on; recordings and tests are made with Go 1.27.
go 1.22
