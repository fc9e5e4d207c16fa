//! Stories: scenarios in a pattern's documentation.
