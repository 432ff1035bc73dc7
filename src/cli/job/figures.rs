//! Whether figures are drawn, in which forms and how wide.

#[cfg(feature = "plots")]
use std::num::NonZeroUsize;
use std::path::Path;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[cfg(feature = "plots")]
use super::several::Made;
#[cfg(feature = "plots")]
use crate::cli::failure::Failure;
#[cfg(feature = "plots")]
use crate::output::Folder;
#[cfg(feature = "plots")]
use crate::plot::{Figure, Form, Width};
#[cfg(feature = "plots")]
use crate::study::on_threads;

/// Whether and how figures are drawn. A shard's manifest holds what is not as usual.
#[derive(Clone, Debug, clap::Args, Serialize, Deserialize)]
pub(in crate::cli) struct FigureArgs {
    /// Leave out the plots
    #[arg(long)]
    pub no_plots: bool,

    /// The forms of the figures, as in svg,pdf
    #[cfg(feature = "plots")]
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FORM", default_values_t = usual())]
    #[serde(default = "usual", skip_serializing_if = "is_usual")]
    pub figures: Vec<Form>,

    /// How wide figures are, as in 85mm, 3.5in or 1000px; in mm, cm or in their letters are of 7 to 8 points, as journals
    /// want them
    #[cfg(feature = "plots")]
    #[arg(long, value_name = "WIDTH", default_value_t)]
    #[serde(default, skip_serializing_if = "is_usually_wide")]
    pub width: Width,
}

#[cfg(feature = "plots")]
fn usual() -> Vec<Form> {
    vec![Form::Svg, Form::Png]
}

#[cfg(feature = "plots")]
fn is_usual(forms: &[Form]) -> bool {
    forms == usual()
}

#[cfg(feature = "plots")]
fn is_usually_wide(width: &Width) -> bool {
    *width == Width::USUAL
}

impl FigureArgs {
    /// Whether figures are drawn.
    pub(in crate::cli) fn are_drawn(&self) -> bool {
        cfg!(feature = "plots") && !self.no_plots
    }

    /// How they are drawn, for manifests; nothing if they are not.
    #[cfg(feature = "plots")]
    pub(in crate::cli) fn record(&self) -> Value {
        if self.are_drawn() { json!({ "forms": self.figures, "width": self.width }) } else { Value::Null }
    }

    #[cfg(not(feature = "plots"))]
    pub(in crate::cli) fn record(&self) -> Value {
        json!(null)
    }

    /// `; look at out/night/headcount.png`: the forms that show at once come first; nothing if none are drawn.
    #[cfg(feature = "plots")]
    pub(in crate::cli) fn look_at(&self, folder: &Path, names: &[&str]) -> String {
        let forms = [Form::Png, Form::Svg, Form::Pdf];
        let Some(form) = forms.into_iter().find(|form| self.are_drawn() && self.figures.contains(form))
        else {
            return String::new();
        };
        let file = |name: &&str| folder.join(format!("{name}.{}", form.ending())).display().to_string();
        format!("; look at {}", names.iter().map(file).collect::<Vec<_>>().join(" and "))
    }

    #[cfg(not(feature = "plots"))]
    pub(in crate::cli) fn look_at(&self, _folder: &Path, _names: &[&str]) -> String {
        String::new()
    }

    /// Draws a figure into a folder; it says what `--set` changes.
    #[cfg(feature = "plots")]
    pub(in crate::cli) fn write(
        &self,
        folder: &mut Folder,
        jobs: Option<NonZeroUsize>,
        (name, figure): (&str, Figure),
        changes: &[(String, String)],
    ) -> Result<(), Failure> {
        let files = on_threads(jobs, || self.drawn(name, figure, changes))?;
        files.iter().try_for_each(|file| file.write(folder))
    }

    /// A figure in the forms that are asked for; it says what `--set` changes.
    #[cfg(feature = "plots")]
    pub(in crate::cli) fn drawn(
        &self,
        name: &str,
        mut figure: Figure,
        changes: &[(String, String)],
    ) -> Result<Vec<Made>, Failure> {
        if let Some(said) = crate::cli::words::overrides::said(changes) {
            figure.subtitle.push_str(&format!("; {said}"));
        }
        // A form that is asked for twice is written once.
        let once = |place: &usize| !self.figures[..*place].contains(&self.figures[*place]);
        let forms: Vec<Form> =
            (0..self.figures.len()).filter(once).map(|place| self.figures[place]).collect();
        let drawn = figure
            .draw(self.width, &forms)
            .map_err(|error| Failure::Run(format!("error: drawing {name} failed: {error}")))?;
        let made = forms.into_iter().zip(drawn).map(|(form, bytes)| {
            let file = format!("{name}.{}", form.ending());
            // Pixels at the edges of shapes depend on the platform.
            if form == Form::Png { Made::unlike(file, bytes) } else { Made::alike(file, bytes) }
        });
        Ok(made.collect())
    }
}
