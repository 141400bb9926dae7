//! Time series and markers on any plotters backend.
