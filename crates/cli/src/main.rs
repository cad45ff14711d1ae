//! `detente`: people's hands. Everything that prints, reads files or looks at a clock is here; what is computed and
//! how it looks comes from the crates below.

mod arguments;
mod beside;
mod command;
mod console;
mod disk;
mod failure;
mod ledger;
mod load;
mod opening;
mod output;
mod packages;
mod problems;
mod progress;
mod session;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match &arguments.command {
        Command::New(new) => command::new::run(new),
        Command::Check(check) => command::check::run(check),
        Command::Analyze(analyze) => command::analyze::run(analyze),
        Command::Import(import) => command::import::run(import),
        Command::Export(export) => command::export::run(export),
        Command::Text(text) => command::text::run(text),
        Command::Join(join) => command::join::run(join),
        Command::Round(round) => command::round::run(round),
        Command::Respond(respond) => command::respond::run(respond),
        Command::Meet(meet) => command::meet::run(meet),
        Command::Gate(gate) => command::gate::run(gate),
        Command::Moves(moves) => command::moves::run(moves),
        Command::Simulate(simulate) => command::simulate::run(simulate),
        Command::Tournament(tournament) => command::tournament::run(tournament),
        Command::Record(record) => command::record::run(record),
        Command::Channels(channels) => command::channels::run(channels),
        Command::Disclose(disclose) => command::disclose::run(disclose),
        Command::Tell(tell) => command::tell::run(tell),
        Command::Audit(audit) => command::audit::run(audit),
        Command::Note(note) => command::note::run(note),
        Command::Keys(keys) => command::keys::run(keys),
        Command::Backup(backup) => command::backup::run(backup),
        Command::Restore(restore) => command::backup::restore(restore),
        Command::Serve(serve) => command::serve::run(serve),
        Command::Schema(schema) => command::schema::run(schema),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
