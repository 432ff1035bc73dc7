//! Integration tests, in one binary so that they link once.

/// What is drawn follows the law that was asked for.
mod distributions;
/// What is no distribution is refused, in words.
mod refusals;
/// Special functions agree with those of an independent library.
mod special;
/// What is drawn stays the same.
mod stability;
