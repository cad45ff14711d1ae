//! New values into an old file, comments kept.

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, TableLike, Value};

use crate::Number;

/// Writes the values of `new` into `old`, both TOML: what is equal stays byte for byte, changed values keep the
/// comments around them, what `new` lacks goes, what is new is added at the end of its table. Top-level keys named in
/// `keep` stay when `new` lacks them.
///
/// Tables of a list (`[[issue]]`) are matched by their `id` or `path`, else by position. An `old` that is not TOML is
/// an error (its message), so that nothing a person wrote is lost.
pub fn merge(old: &str, new: &str, keep: &[&str]) -> Result<String, toml_edit::TomlError> {
    let mut document: DocumentMut = old.parse()?;
    let source: DocumentMut = new.parse()?;
    merge_table(document.as_table_mut(), source.as_table(), keep);
    Ok(document.to_string())
}

fn merge_table(old: &mut dyn TableLike, new: &dyn TableLike, keep: &[&str]) {
    let gone: Vec<String> = old
        .iter()
        .map(|(key, _)| key.to_string())
        .filter(|key| !new.contains_key(key) && !keep.contains(&key.as_str()))
        .collect();
    for key in gone {
        old.remove(&key);
    }
    for (key, item) in new.iter() {
        match old.get_mut(key) {
            Some(before) => merge_item(before, item),
            None => {
                let mut item = item.clone();
                unplace(&mut item);
                old.insert(key, item);
            }
        }
    }
}

fn merge_item(old: &mut Item, new: &Item) {
    match (&mut *old, new) {
        (Item::ArrayOfTables(before), Item::ArrayOfTables(after)) => merge_tables(before, after),
        (Item::Value(before), Item::Value(after)) if same(before, after) => {}
        (Item::Value(Value::InlineTable(before)), Item::Value(Value::InlineTable(after))) => {
            merge_table(before, after, &[])
        }
        (Item::Value(before), Item::Value(after)) => {
            let decor = before.decor().clone();
            *before = after.clone();
            *before.decor_mut() = decor;
        }
        (before, after) => match (before.as_table_like_mut(), after.as_table_like()) {
            (Some(before), Some(after)) => merge_table(before, after, &[]),
            _ => {
                *old = new.clone();
                unplace(old);
            }
        },
    }
}

fn merge_tables(old: &mut ArrayOfTables, new: &ArrayOfTables) {
    let name = |table: &Table| {
        ["id", "path", "party"].iter().find_map(|key| Some(table.get(key)?.as_str()?.to_string()))
    };
    let mut before: Vec<Option<Table>> = old.iter().cloned().map(Some).collect();
    let names: Vec<Option<String>> = old.iter().map(name).collect();
    let mut merged = ArrayOfTables::new();
    for (position, table) in new.iter().enumerate() {
        let wanted = name(table);
        let found = match &wanted {
            Some(_) => names.iter().position(|name| *name == wanted),
            None => Some(position),
        };
        match found.and_then(|at| before.get_mut(at)?.take()) {
            Some(mut kept) => {
                merge_table(&mut kept, table, &[]);
                merged.push(kept);
            }
            None => {
                let mut fresh = Item::Table(table.clone());
                unplace(&mut fresh);
                if let Item::Table(fresh) = fresh {
                    merged.push(fresh);
                }
            }
        }
    }
    *old = merged;
}

/// Forgets where a table stood in the file it comes from, so that it is printed after its neighbours here.
fn unplace(item: &mut Item) {
    match item {
        Item::Table(table) => {
            table.set_position(None);
            table.iter_mut().for_each(|(_, inner)| unplace(inner));
        }
        Item::ArrayOfTables(tables) => {
            for table in tables.iter_mut() {
                table.set_position(None);
                table.iter_mut().for_each(|(_, inner)| unplace(inner));
            }
        }
        Item::None | Item::Value(_) => {}
    }
}

fn same(a: &Value, b: &Value) -> bool {
    let array = |a: &Array, b: &Array| a.len() == b.len() && a.iter().zip(b.iter()).all(|(a, b)| same(a, b));
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => array(a, b),
        (Value::String(a), Value::String(b)) => a.value() == b.value(),
        (Value::InlineTable(a), Value::InlineTable(b)) => {
            a.len() == b.len()
                && a.iter().all(|(key, value)| b.get(key).is_some_and(|other| same(value, other)))
        }
        (a, b) => {
            let text = |value: &Value| {
                let mut bare = value.clone();
                bare.decor_mut().clear();
                bare.to_string().trim_matches('"').replace('_', "")
            };
            match (Number::parse(&text(a)), Number::parse(&text(b))) {
                (Ok(a), Ok(b)) => a == b,
                _ => text(a) == text(b),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::merge;

    #[test]
    fn comments_survive_and_equal_values_keep_their_spelling() {
        let old = "# ours\nparty = \"north\"  # us\nwalk_away = 40.0 # firm\n\n# hours of the day\n[worth.hours]\nmornings = 1_00\nevenings = 5 # low\n";
        let new =
            "party = \"north\"\nwalk_away = 40\n[worth.hours]\nmornings = 100\nevenings = 30\nnights = 1\n";
        insta::assert_snapshot!(merge(old, new, &[]).unwrap(), @r#"
        # ours
        party = "north"  # us
        walk_away = 40.0 # firm

        # hours of the day
        [worth.hours]
        mornings = 1_00
        evenings = 30 # low
        nights = 1
        "#);
    }

    #[test]
    fn listed_tables_are_matched_by_id() {
        let old = "[[issue]] # first\nid = \"a\"\noptions = [\"x\"]\n\n[[issue]] # second\nid = \"b\"\noptions = [\"x\"]\n";
        let new =
            "[[issue]]\nid = \"b\"\noptions = [\"x\", \"y\"]\n[[issue]]\nid = \"c\"\noptions = [\"z\"]\n";
        let merged = merge(old, new, &[]).unwrap();
        assert!(merged.contains("# second") && !merged.contains("# first"), "{merged}");
        assert!(merged.contains("id = \"c\""), "{merged}");
    }

    #[test]
    fn what_is_kept_stays_when_the_new_text_lacks_it() {
        let old = "a = 1\n\n# our limit\n[[red_line]]\nid = \"x\"\n\n[gone]\nb = 2\n";
        assert_eq!(
            merge(old, "a = 2\n", &["red_line"]).unwrap(),
            "a = 2\n\n# our limit\n[[red_line]]\nid = \"x\"\n"
        );
    }

    #[test]
    fn what_is_not_toml_is_left_alone() {
        assert!(merge("party = = 3", "party = 1", &[]).is_err());
    }
}
