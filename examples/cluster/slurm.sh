#!/usr/bin/env bash
# A job array: each task makes one part of a run or a sweep. A task that is killed or requeued goes on where it was,
# since its finished blocks are beside its output folder on the shared disk.
#
#     jobs=$(sbatch --parsable examples/cluster/slurm.sh run scenarios/aleppo-2016-night.toml -n 1000000)
#     sbatch --dependency=afterok:"$jobs" --wrap 'noria merge parts/* --out out/night'
#
# A sweep alike, its parts in a folder of their own:
#
#     export PARTS=parts-sweep
#     jobs=$(sbatch --parsable examples/cluster/slurm.sh sweep scenarios/aleppo-2016-night.toml -n 10000 \
#         --vary fleets.buses.count=10..40:5 --vary fleets.ambulances.count=5,10,20)
#     sbatch --dependency=afterok:"$jobs" --wrap 'noria merge parts-sweep/* --out out/sweep'
#
# Take as many tasks as makes each some minutes long: schedulers dislike many short ones.

#SBATCH --job-name=noria
#SBATCH --array=1-100
#SBATCH --cpus-per-task=4
#SBATCH --mem-per-cpu=500M
#SBATCH --time=01:00:00
#SBATCH --requeue
set -euo pipefail

exec "${NORIA:-noria}" "$@" --quiet \
    --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" \
    --jobs "$SLURM_CPUS_PER_TASK" \
    --out "${PARTS:-parts}/$SLURM_ARRAY_TASK_ID"
