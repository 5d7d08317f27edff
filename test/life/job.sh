# A job that takes so many of the test's minutes: job.sh STAGE INPUT OUTPUT MINUTES
stage=$1 input=$2 output=$3 minutes=$4
read -r begun <"$stage/minute"
echo $((begun + minutes)) >"$output/../running"
while read -r now <"$stage/minute" && [ "$now" -lt $((begun + minutes)) ]; do sleep 0.2; done
cat "$input"/* >"$output/result.txt"
rm "$output/../running"
