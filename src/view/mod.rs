//! From frames to shapes.
