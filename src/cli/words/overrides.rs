//! What `--set` changes in a scenario, said in headings and in figures.

/// Most changes that are said one by one.
const MOST: usize = 4;
/// Most letters of a value that is said.
const LONGEST: usize = 40;

/// `with fleets.buses.seats = 3, clock.end = "6 h"`; none where nothing is changed. The last change of a value
/// holds.
pub(in crate::cli) fn said(overrides: &[(String, String)]) -> Option<String> {
    let holds = |place: usize| overrides[place + 1..].iter().all(|(path, _)| *path != overrides[place].0);
    let held: Vec<&(String, String)> =
        overrides.iter().enumerate().filter(|(place, _)| holds(*place)).map(|(_, change)| change).collect();
    let told: Vec<String> =
        held.iter().take(MOST).map(|(path, value)| format!("{path} = {}", shortened(value))).collect();
    let rest = match held.len().saturating_sub(MOST) {
        0 => String::new(),
        1 => " and 1 more change".to_owned(),
        more => format!(" and {more} more changes"),
    };
    (!told.is_empty()).then(|| format!("with {}{rest}", told.join(", ")))
}

/// The same as a line of a heading.
pub(in crate::cli) fn line(overrides: &[(String, String)]) -> String {
    said(overrides).map_or(String::new(), |said| said + "\n")
}

fn shortened(value: &str) -> String {
    if value.chars().count() <= LONGEST {
        return value.to_owned();
    }
    value.chars().take(LONGEST - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_said_as_they_hold_and_of_many_some() {
        let change = |path: &str, value: &str| (path.to_owned(), value.to_owned());
        assert_eq!(said(&[]), None);
        let twice = [change("a.b", "1"), change("c", &"x".repeat(60)), change("a.b", "2")];
        assert_eq!(said(&twice).unwrap(), format!("with c = {}…, a.b = 2", "x".repeat(39)));
        let many: Vec<_> = (1..=6).map(|n| change(&format!("v{n}"), "0")).collect();
        assert_eq!(said(&many).unwrap(), "with v1 = 0, v2 = 0, v3 = 0, v4 = 0 and 2 more changes");
    }
}
