
pub mod find;
pub mod walk;
