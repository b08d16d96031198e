"""The compiled loops as one WebAssembly module, and how it is made from the same source as the crowd's."""
