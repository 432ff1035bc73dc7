//! The back end: in goes a [`Scene`](crate::plot::layout::scene::Scene), out come the bytes of SVG, PNG and PDF.
//!
//! `paint` makes SVG by way of plotters, and PNG of what `raster` draws on a `canvas`, strip by strip; plotters draws
//! words and discs there, `slab` pieces of lines. `pdf` makes PDF without plotters. `font` has the embedded font, which also measures words for the layout.

mod canvas;
pub(super) mod font;
pub(super) mod paint;
pub(super) mod pdf;
mod raster;
mod slab;
