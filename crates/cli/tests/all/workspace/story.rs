//! The river talks from the first invitation to the adoption of a track, by a mediator and two delegations, each in a browser
//! of its own.

use super::browser::{Browser, run, there};
use super::server::{Server, river};

const PASSWORD: &str = "seven green herons wade";

/// Takes an invitation up, and notes the sign-in name.
async fn take_up(base: &str, link: &str, script: bool) -> (Browser, String) {
    let browser = Browser::open(base, script).await;
    browser.go(link).await.fill("#password", PASSWORD).await.fill("#again", PASSWORD).await;
    browser.press("Take your seat").await.sees("You have a seat").await;
    let name = browser.text().await;
    let name = name.lines().find(|line| {
        line.rsplit_once('-').is_some_and(|(_, end)| end.len() == 4 && end.parse::<u16>().is_ok())
    });
    let name = name.unwrap().trim().to_string();
    (browser, name)
}

/// Invites a person, and gives the link.
async fn invite(from: &Browser, person: &str) -> String {
    from.go("/case/river-talks/who").await.submit(&format!("form:has([value=\"{person}\"]) button")).await;
    let text = from.text().await;
    text.lines().find(|line| line.starts_with("http")).unwrap().to_string()
}

/// Answers on a clause.
async fn respond(browser: &Browser, clause: &str, about: Option<&str>, substance: &str, wording: &str) {
    browser.go(&format!("/case/river-talks/text/{clause}")).await;
    if let Some(about) = about {
        browser.click(&format!("[name=about][value=\"{about}\"]")).await;
    }
    browser.click(&format!("[name=substance][value={substance}]")).await;
    browser.click(&format!("[name=wording][value={wording}]")).await;
    browser.press("Submit").await.sees("Recorded:").await;
}

async fn whole(server: &mut Server, script: bool) {
    let base = server.base.clone();
    // Whoever starts the server hands out the invitations of both mediators.
    let [link, fellow] = [0, 1].map(|nth| server.links(2)[nth].1.clone());
    let (mediator, _) = take_up(&base, &link, script).await;
    mediator.go(&link).await.sees("This invitation opens nothing").await;

    // Each side gets its invitations, and agrees.
    let (upland, name) = take_up(&base, &invite(&mediator, "upland-president").await, script).await;
    let (downland, _) = take_up(&base, &invite(&mediator, "downland-president").await, script).await;
    let (second, _) = take_up(&base, &fellow, script).await;
    let (adviser, _) = take_up(&base, &invite(&upland, "upland-adviser").await, script).await;
    for president in [&upland, &downland] {
        president.go("/case/river-talks").await.sees("Agreement to mediate").await;
        president.press("Agree to these terms").await.sees("Recorded: Agreed to the mediation").await;
    }

    // Signing out and in again.
    upland
        .submit("form[action='/sign-out'] button")
        .await
        .go("/case/river-talks/text")
        .await
        .sees("Sign in")
        .await;
    upland
        .fill("#name", &name)
        .await
        .fill("#password", "something else entirely")
        .await
        .press("Sign in")
        .await;
    upland.sees("That opens nothing").await;
    upland
        .fill("#name", &name)
        .await
        .fill("#password", PASSWORD)
        .await
        .press("Sign in")
        .await
        .sees("Your talks")
        .await;

    // Preferences, in plain words.
    upland.go("/case/river-talks/preferences").await.fill("#walk_away", "35-45").await;
    upland.fill("[name='worth-fees-1']", "100").await.fill("[name='worth-fees-3']", "unacceptable").await;
    upland.press("Submit it to the mediators").await.sees("Recorded: Said what its side wants").await;
    mediator
        .go("/case/river-talks/caucus/upland")
        .await
        .sees("35 to 45")
        .await
        .sees("said what its side wants")
        .await;
    downland.go("/case/river-talks/ours").await.sees_not("35-45").await;

    // The first revision.
    mediator.go("/case/river-talks/draft").await.sees("Draft of the next revision").await;
    mediator.press("Table it as Rev.1").await.sees("Recorded: Tabled texts/agreement.md Rev.1").await;
    mediator.go("/case/river-talks/rounds").await.press("Open it").await.sees("Round 1 is open").await;

    // Responses; the adviser's is ad referendum, and the other side sees nothing of any.
    respond(&adviser, "12", None, "acceptable", "works").await;
    respond(&downland, "12", None, "acceptable", "works").await;
    upland.go("/case/river-talks/side").await.sees("To be confirmed").await.sees("Clause 12").await;
    respond(&upland, "4", Some("150 m3/s"), "rejected", "not-considered").await;
    downland.go("/case/river-talks/text/4").await.sees_not("What your side has answered").await;

    // Other words, with a redline while one types.
    upland.go("/case/river-talks/text/7").await.click("summary").await;
    upland
        .fill("#counter", "7. When a flood is expected, the operator tells Downland within one hour.")
        .await;
    if script {
        upland.soon("the operator").await;
        for _ in 0..50 {
            if upland.source().await.contains("<ins>") {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    } else {
        upland.press("Show it as a redline").await;
    }
    assert!(upland.source().await.contains("<ins>"), "no redline");
    upland.click("[name=wording][value=fails]").await.press("Submit").await.sees("Recorded:").await;

    // What is said apart goes on with consent and a second mediator, and not before.
    downland
        .go("/case/river-talks/ours")
        .await
        .fill("#words", "half the tariff would do, if the dredging is shared")
        .await;
    downland.press("Say it to the mediators").await.sees("half the tariff would do").await;
    upland.go("/case/river-talks/text").await.sees_not("half the tariff would do").await;
    mediator.go("/case/river-talks/disclosures").await.sees("What may not be given").await;
    let item = "li.card:has(p:first-child)";
    downland
        .click(&format!("{item} summary"))
        .await
        .press("It may be given to")
        .await
        .sees("Agreed that it be given")
        .await;
    mediator
        .go("/case/river-talks/disclosures")
        .await
        .press("Give it")
        .await
        .sees("Waiting for a second mediator")
        .await;
    second.go("/case/river-talks/disclosures").await.press("Agree").await.sees("Recorded:").await;
    if script {
        upland.go("/case/river-talks").await;
    }
    upland.go("/case/river-talks").await.sees("half the tariff would do").await;
    downland.go("/case/river-talks/ours").await.sees("given to Republic of Karvane").await;

    // The round ends; the next revision is drafted, and reaches whoever has a page open.
    mediator
        .go("/case/river-talks/rounds")
        .await
        .press("Close the round")
        .await
        .sees("Round 1 is closed")
        .await;
    if script {
        downland.go("/case/river-talks/text").await.sees("Rev.1 of").await;
    }
    mediator.go("/case/river-talks/draft").await;
    let words = mediator.source().await;
    assert!(words.contains("Draft agreement on the river Sarne"), "{words}");
    mediator.press("Save the draft").await.sees("Last saved by").await;
    mediator.press("Table it as Rev.2").await.sees("Recorded: Tabled texts/agreement.md Rev.2").await;
    if script {
        downland.soon("Rev.2 of").await;
    }
    downland.go("/case/river-talks/text").await.sees("Rev.2 of").await;

    // The president confirms what the adviser accepted; the track is put, adopted and declared.
    mediator.go("/case/river-talks/rounds").await.press("Open it").await.sees("Round 2 is open").await;
    mediator.go("/case/river-talks/text/12").await.sees("ad referendum").await;
    respond(&upland, "12", None, "acceptable", "works").await;
    mediator.go("/case/river-talks/text/12").await.sees("agreed (provisional)").await;
    mediator.go("/case/river-talks/rounds").await.sees("Presidents").await.sees("not met").await;
    mediator.press("It holds").await.sees("Recorded:").await;
    mediator
        .choose("#track", "fish")
        .await
        .press("Put it to the principals")
        .await
        .sees("Track fish of Rev.2")
        .await;
    for president in [&upland, &downland] {
        president.go("/case/river-talks/rounds").await.press("Adopt it for our side").await;
        president.sees("Your side has adopted it").await;
    }
    mediator
        .go("/case/river-talks/rounds")
        .await
        .press("Declare it adopted")
        .await
        .sees("It is adopted")
        .await;
    downland.go("/case/river-talks/text/12").await.sees("adopted").await;
    mediator.go("/case/river-talks/audit").await.sees("The log is whole").await;
    upland.go("/case/river-talks/caucus/downland").await.sees("There is nothing here").await;
}

#[test]
fn the_whole_story() {
    if !there("the whole story in browsers") {
        return;
    }
    let folder = river();
    let mut server = Server::of(&folder.path().join("river-talks"), &["--as", "mediator-envoy"]);
    run(whole(&mut server, true));
    assert!(server.stop());
}

#[test]
fn the_whole_story_without_scripts() {
    if !there("the whole story without scripts") {
        return;
    }
    let folder = river();
    let mut server = Server::of(&folder.path().join("river-talks"), &["--as", "mediator-envoy"]);
    run(whole(&mut server, false));
}

#[test]
fn the_whole_story_on_postgresql() {
    if !there("the whole story on PostgreSQL") {
        return;
    }
    let Some(database) = super::postgres::Server::start(None) else {
        println!("left out: the whole story on PostgreSQL (its server is not installed)");
        return;
    };
    let folder = river();
    let case = folder.path().join("river-talks");
    let mut server = Server::of(&case, &["--as", "mediator-envoy", "--store", &database.url]);
    run(whole(&mut server, true));
    drop(server);
    // What was acknowledged is there for whoever comes next.
    let server = Server::of(&case, &["--store", &database.url]);
    assert!(server.stop());
}
