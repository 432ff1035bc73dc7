//! The scenarios that are in the program.

/// A scenario with its files.
pub(super) struct Shipped {
    pub name: &'static str,
    pub text: &'static str,
    /// Names and texts.
    pub files: &'static [(&'static str, &'static str)],
}

macro_rules! shipped {
    ($($name:literal: [$($file:literal),*]),* $(,)?) => {
        &[$(Shipped {
            name: $name,
            text: include_str!(concat!("../../../../scenarios/", $name, ".toml")),
            files: &[$(($file, include_str!(concat!("../../../../scenarios/", $file)))),*],
        }),*]
    };
}

/// All of them.
pub(super) const SHIPPED: &[Shipped] = shipped![
    "aleppo-2016-night": [],
    "aleppo-2016-night-convoy": [],
    "aleppo-2016-night-counted": [],
    "aleppo-2016-night-independent": [],
    "aleppo-2016-week": [],
    "bowen-island": [],
    "bus-evacuation-2-3": [],
    "district-exercise": ["district-exercise.csv"],
    "four-towns-2017": [],
    "homs-2014": [],
    "mariupol-2022": [],
    "minimal": [],
    "reference": [
        "curve.csv",
        "reference-answer.json",
        "reference-arrivals.csv",
        "reference-fleets.csv",
        "reference-itineraries.csv",
        "reference-people.csv",
        "reference-routes.csv",
        "reference-sites.csv",
        "reference-times.csv",
        "times.csv"
    ],
];

impl Shipped {
    /// The text with another name.
    pub fn called(&self, name: &str) -> String {
        let is_name = |line: &str| line.split('=').next().is_some_and(|key| key.trim() == "name");
        let mut is_done = false;
        let line = |line: &'static str| {
            // The first such line is that of the scenario: tables follow it.
            if is_done || !is_name(line) {
                return line.to_owned();
            }
            is_done = true;
            format!("name  = \"{name}\"\n")
        };
        self.text.split_inclusive('\n').map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    #[test]
    fn all_scenarios_are_there_with_their_files() {
        let entries = std::fs::read_dir("scenarios").unwrap().map(|entry| entry.unwrap().file_name());
        let files: Vec<String> = entries.map(|name| name.into_string().unwrap()).collect();
        let mut names: Vec<&str> = files.iter().filter_map(|name| name.strip_suffix(".toml")).collect();
        names.sort_unstable();
        assert_eq!(SHIPPED.iter().map(|shipped| shipped.name).collect::<Vec<_>>(), names);
        for shipped in SHIPPED {
            let scenario = Scenario::read(format!("scenarios/{}.toml", shipped.name)).unwrap();
            let files: Vec<&str> = shipped.files.iter().map(|(name, _)| *name).collect();
            assert_eq!(scenario.file_names().collect::<Vec<_>>(), files, "{}", shipped.name);
            assert_eq!(shipped.called(shipped.name), scenario.text().replace("\nname = ", "\nname  = "));
        }
    }
}
