#!/usr/bin/env bash
# A job array: each task makes one part of a run or a sweep.
#
#     jobs=$(sbatch --parsable examples/cluster/slurm.sh run scenarios/aleppo-2016-night.toml -n 1000000)
#     sbatch --dependency=afterok:"$jobs" --kill-on-invalid-dep=yes --wrap 'noria merge parts/* --out out/night'
#
# A sweep alike, its parts in a folder of their own:
#
#     export PARTS=parts-sweep
#     jobs=$(sbatch --parsable examples/cluster/slurm.sh sweep scenarios/aleppo-2016-night.toml -n 10000 \
#         --vary fleets.buses.count=10..40:5 --vary fleets.ambulances.count=5,10,20)
#     sbatch --dependency=afterok:"$jobs" --kill-on-invalid-dep=yes --wrap 'noria merge parts-sweep/* --out out/sweep'
#
# A task that reaches its time limit, or whose node is taken away, is queued again by itself and goes on where it was:
# its finished blocks are beside its output folder on the shared disk. To send some tasks of an array of 100 again, say
# how many parts there are:
#
#     OF=100 sbatch --array=7,31 examples/cluster/slurm.sh run scenarios/aleppo-2016-night.toml -n 1000000
#
# A part that is complete is left as it is, so that the whole array may be sent again as well.
#
# Fit --cpus-per-task to the nodes: a task that asks for more than any node has waits for ever. Take as many tasks as
# makes each some minutes long: schedulers dislike many short ones.

#SBATCH --job-name=noria
#SBATCH --array=1-100
#SBATCH --cpus-per-task=4
#SBATCH --mem-per-cpu=500M
#SBATCH --time=01:00:00
#SBATCH --signal=B:USR1@60
#SBATCH --requeue
#SBATCH --open-mode=append
set -euo pipefail

# Of an array with holes nobody can tell how many parts there are to be.
if [ -z "${OF:-}" ]; then
    if [ "$SLURM_ARRAY_TASK_MIN" != 1 ] || [ "$SLURM_ARRAY_TASK_MAX" != "$SLURM_ARRAY_TASK_COUNT" ]; then
        echo "this array is not the whole of 1 to N: say how many parts there are, as in OF=100 sbatch --array=7,31 ..." >&2
        exit 2
    fi
    OF=$SLURM_ARRAY_TASK_COUNT
fi

"${NORIA:-noria}" "$@" --quiet --shard "$SLURM_ARRAY_TASK_ID/$OF" --jobs "$SLURM_CPUS_PER_TASK" \
    --out "${PARTS:-parts}/$SLURM_ARRAY_TASK_ID" &
noria=$!

# Before the time limit Slurm sends USR1; whoever cancels the job sends TERM. Noria ends at once, its blocks kept.
out_of_time=
trap 'out_of_time=yes; kill -TERM "$noria"' USR1
trap 'kill -TERM "$noria"' TERM
status=0
wait "$noria" || status=$?
# A signal ends the waiting, not noria.
while kill -0 "$noria" 2>&-; do
    status=0
    wait "$noria" || status=$?
done

# 130 says that it was interrupted. With another answer the work is done, or cannot be.
if [ -n "$out_of_time" ] && [ "$status" -gt 128 ]; then
    scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
fi
exit "$status"
