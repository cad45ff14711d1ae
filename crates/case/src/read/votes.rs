//! `[[vote]]`: how a party that is itself a coalition decides.

use toml::de::DeTable;

use super::sheet::{Sheet, brief};
use crate::{Party, Vote, VoteRule};

pub(super) fn votes(sheet: &mut Sheet<'_>, root: &DeTable<'_>, parties: &[Party]) -> Vec<Vote> {
    let mut all: Vec<Vote> = Vec::new();
    for (span, table) in sheet.tables(root, "vote") {
        sheet.only(table, &["party", "quota", "weights", "winning"], "a vote");
        let Some(node) = sheet.need(table, "party", span.clone(), "this vote") else { continue };
        let Some(id) = sheet.text(node) else { continue };
        let Some(party) = parties.iter().position(|party| party.id == id) else {
            sheet.unknown(
                "unknown-party",
                node.span(),
                "party",
                id,
                parties.iter().map(|party| party.id.as_str()),
            );
            continue;
        };
        if all.iter().any(|known| known.party == party) {
            sheet.error("duplicate", node.span(), format!("the vote of \"{}\" stands here twice", brief(id)));
        }
        let vote = match (table.get("weights"), table.get("winning")) {
            (Some(_), None) => weighted(sheet, table, span),
            (None, Some(_)) => listed(sheet, table),
            _ => {
                let help = "write `quota` and `weights`, or `winning`, a list of coalitions";
                sheet.error_help("vote", span, "a vote has weights or winning coalitions", help);
                None
            }
        };
        all.extend(vote.map(|(members, rule)| Vote { party, members, rule }));
    }
    all
}

fn weighted(
    sheet: &mut Sheet<'_>,
    table: &DeTable<'_>,
    span: std::ops::Range<usize>,
) -> Option<(Vec<String>, VoteRule)> {
    let node = sheet.need(table, "quota", span, "this vote")?;
    let quota = whole(sheet, node)?;
    let (mut members, mut weights) = (Vec::new(), Vec::new());
    let node = table.get("weights")?;
    for (key, value) in sheet.table(node)? {
        members.push(key.get_ref().to_string());
        weights.push(whole(sheet, value)?);
    }
    if weights.iter().try_fold(0_u64, |sum, weight| sum.checked_add(*weight)).is_none_or(|sum| sum < quota) {
        sheet.error("vote", node.span(), "all members together do not come to the quota");
    }
    Some((members, VoteRule::Weights { quota, weights }))
}

fn whole(sheet: &mut Sheet<'_>, node: &super::sheet::Node<'_>) -> Option<u64> {
    let number = sheet.integer(node)?;
    if number < 0 {
        sheet.error("vote", node.span(), "this is a whole number of votes, 0 or more");
    }
    u64::try_from(number).ok()
}

fn listed(sheet: &mut Sheet<'_>, table: &DeTable<'_>) -> Option<(Vec<String>, VoteRule)> {
    let mut members: Vec<String> = Vec::new();
    let mut all = Vec::new();
    for coalition in sheet.list(table.get("winning")?)? {
        let mut own = Vec::new();
        for item in sheet.list(coalition)? {
            let id = sheet.text(item)?;
            let at = members.iter().position(|known| known == id).unwrap_or(members.len());
            if at == members.len() {
                members.push(id.into());
            }
            own.push(at);
        }
        own.sort_unstable();
        own.dedup();
        all.push(own);
    }
    Some((members, VoteRule::Winning(all)))
}
