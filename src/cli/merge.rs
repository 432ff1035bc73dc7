//! `noria merge`: the parts of a study, joined into what one machine would have written.

use super::args::MergeArgs;
use super::failure::Failure;
use super::shard::{Study, Work};
use super::{run, sweep};
use crate::store::{ShardError, Shards};

pub(super) fn merge(args: &MergeArgs) -> Result<(), Failure> {
    let shards = Shards::read(&args.shards)?;
    let study: Study = serde_json::from_value(shards.study().clone())
        .map_err(|_| ShardError::None { path: args.shards[0].clone() })?;
    let scenario = study.scenario.scenario()?;
    match study.work {
        Work::Run(mut run) => {
            (run.out, run.jobs) = (args.out.clone(), args.jobs);
            (run.format, run.quiet) = (args.format, args.quiet);
            run::merge(&run, &scenario, &shards)
        }
        Work::Sweep(mut sweep) => {
            (sweep.study.out, sweep.study.jobs) = (args.out.clone(), args.jobs);
            (sweep.study.format, sweep.study.quiet) = (args.format, args.quiet);
            sweep::merge(&sweep, scenario, &shards)
        }
    }
}
