//! Whatever is changed in a stored item is found, and where.

use detente_store::{Damage, Error, Store};

use crate::support::{Ground, grounds, put, sealed};

fn ten(ground: &Ground) {
    let (mut store, ring, _) = sealed(&ground.place());
    for nth in 1..=10 {
        put(&mut store, &ring, &format!("words {nth}"), &[if nth % 2 == 0 { "north" } else { "south" }]);
    }
    assert_eq!(store.verify().unwrap().damage, []);
}

fn found(ground: &Ground) -> Vec<Damage> {
    Store::open(&ground.place()).unwrap().verify().unwrap().damage
}

#[test]
fn a_flipped_bit_in_any_column_is_found_and_located() {
    for ground in grounds() {
        ten(&ground);
        ground.attack("create table kept as select * from item");
        ground.attack("create table kept_key as select * from item_key");
        for (column, number, expected) in [
            ("sealed", false, Damage::Words(5)),
            ("digest", false, Damage::Words(5)),
            ("mark", false, Damage::Entry(5)),
            ("keys", false, Damage::Entry(5)),
            ("hash", false, Damage::Entry(5)),
            ("erases", true, Damage::Entry(5)),
            ("number", true, Damage::Missing(5)),
        ] {
            ground.flip("item", column, "number = 5", number);
            let damage = found(&ground);
            assert!(damage.contains(&expected), "{}, {column}: {damage:?}", ground.name);
            ground.attack("delete from item; insert into item select * from kept");
            assert_eq!(found(&ground), [], "{column}");
        }
        for (column, number, expected) in [
            ("wrapped", false, Damage::Key(5)),
            ("checksum", false, Damage::Key(5)),
            ("compartment", true, Damage::Key(5)),
            ("number", true, Damage::Key(5)),
        ] {
            ground.flip("item_key", column, "number = 5", number);
            let damage = found(&ground);
            assert!(damage.contains(&expected), "{}, {column}: {damage:?}", ground.name);
            ground.attack("delete from item_key; insert into item_key select * from kept_key");
            assert_eq!(found(&ground), [], "{column}");
        }
        for (column, number) in [("number", true), ("hash", false)] {
            ground.flip("about", column, "one = 1", number);
            assert!(!found_or_refused(&ground).is_empty(), "{column}");
            ground.attack("update about set number = 10, hash = (select hash from item where number = 10)");
        }
        assert_eq!(found(&ground), []);
    }
}

fn found_or_refused(ground: &Ground) -> Vec<Damage> {
    match Store::open(&ground.place()).and_then(|mut store| store.verify()) {
        Ok(verdict) => verdict.damage,
        Err(Error::Damaged(damage)) => vec![damage],
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn what_is_removed_moved_or_cut_off_is_found() {
    for ground in grounds() {
        ten(&ground);
        ground.attack("create table kept as select * from item");
        let back = |ground: &Ground| {
            ground.attack("delete from item; insert into item select * from kept");
        };
        ground.attack("delete from item where number = 4");
        assert!(found(&ground).contains(&Damage::Missing(4)));
        back(&ground);
        // Two items change places.
        ground.attack("update item set number = 100 where number = 3; update item set number = 3 where number = 6; update item set number = 6 where number = 100");
        let damage = found(&ground);
        assert!(damage.contains(&Damage::Entry(3)) && damage.contains(&Damage::Entry(6)), "{damage:?}");
        back(&ground);
        // One is put in the place of another, whole.
        ground.attack("delete from item where number = 3; insert into item select 3, erases, keys, sealed, digest, mark, hash from kept where number = 7");
        assert!(found(&ground).contains(&Damage::Entry(3)));
        back(&ground);
        ground.attack("delete from item where number > 8");
        assert_eq!(found(&ground)[0], Damage::End { found: 8, expected: 10 });
        // A tail cut off with care leaves a chain that is whole: the head on paper finds it.
        let head = Store::open(&ground.place()).unwrap().head();
        ground.attack("delete from item_key where number > 8");
        ground.attack("update about set number = 8, hash = (select hash from item where number = 8)");
        assert_eq!(found(&ground), []);
        let mut cut = Store::open(&ground.place()).unwrap();
        assert_eq!(cut.head_at(head.number).unwrap(), None);
        back(&ground);
        ground.attack("update about set number = 10, hash = (select hash from item where number = 10)");
        assert_eq!(Store::open(&ground.place()).unwrap().head_at(head.number).unwrap(), Some(head));
        // An item emptied without an erasure that says so.
        ground.attack("update item set sealed = substr(sealed, 1, 0) where number = 2");
        assert!(found(&ground).contains(&Damage::Words(2)));
    }
}

#[test]
fn whoever_reads_is_told_too() {
    for ground in grounds() {
        let (mut store, ring, opener) = sealed(&ground.place());
        for nth in 0..3 {
            put(&mut store, &ring, &format!("words {nth}"), &["north"]);
        }
        for (table, column, where_) in [
            ("item", "sealed", "number = 2"),
            ("item", "mark", "number = 2"),
            ("item_key", "wrapped", "number = 2"),
        ] {
            ground.flip(table, column, where_, false);
            assert!(matches!(store.read_all(&ring), Err(Error::Damaged(_))), "{column}");
            ground.flip(table, column, where_, false);
        }
        if ground.name == "PostgreSQL" {
            // A flip there and back is what it was.
            assert_eq!(store.read_all(&ring).unwrap().len(), 3);
        }
        // Links and compartments are bound to each other.
        for column in ["public", "label"] {
            ground.attack("create table kept as select * from compartment");
            ground.attack(&format!("update compartment set {column} = (select {column} from compartment order by id desc limit 1)"));
            assert!(matches!(store.unlock("eda", &opener), Err(Error::Damaged(_))), "{column}");
            ground.attack(
                "delete from compartment; insert into compartment select * from kept; drop table kept",
            );
        }
        assert!(store.unlock("eda", &opener).is_ok());
    }
}

#[test]
fn a_store_of_a_later_program_is_left_alone() {
    for ground in grounds() {
        drop(sealed(&ground.place()));
        ground.attack("update detente_format set version = 99");
        assert!(matches!(Store::open(&ground.place()), Err(Error::Newer { found: 99, .. })));
    }
}
