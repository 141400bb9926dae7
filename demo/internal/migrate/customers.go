package migrate

// batch is what one worker holds while it migrates.
type batch struct{ customers [][]byte }

// loadCustomers reads the records of a batch: bytes in all, in as many records.
func loadCustomers(bytes, customers int) *batch {
	loaded := &batch{customers: make([][]byte, 0, customers)}
	for i := 0; i < customers; i++ {
		loaded.customers = append(loaded.customers, decodeCustomer(bytes/customers))
	}
	return loaded
}

// decodeCustomer writes every page of the record, so that it is truly resident.
func decodeCustomer(bytes int) []byte {
	record := make([]byte, bytes)
	for at := 0; at < len(record); at += 4096 {
		record[at] = byte(at)
	}
	return record
}
