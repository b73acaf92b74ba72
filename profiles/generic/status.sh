#!/bin/sh
# The state of a SLURM job in one word for Snakemake. A controller that does not answer has not
# ended the job: it counts as running, and is asked again.
answer=$(timeout 30 scontrol --oneliner show job "$1" 2>&1)
state=$(echo "$answer" | sed -n 's/.* JobState=\([A-Z_]*\).*/\1/p')
if [ -z "$state" ] && echo "$answer" | grep -q "Invalid job id"; then
    state=$(timeout 30 sacct --noheader --allocations --parsable2 --format=State --jobs "$1")
    state=${state:-UNKNOWN}
fi
case $state in
    COMPLETED) echo success ;;
    "" | PENDING | CONFIGURING | RUNNING | COMPLETING | SUSPENDED | REQUEUED | STOPPED | SIGNALING)
        echo running ;;
    *) echo failed ;;
esac
