# shellcheck shell=bash
# Sourced by ./slipcover-shard and tools/container-runtime: makes the archive of classes with which Java starts in half
# the time. It belongs to one Java and to the very jars that it was made with, at their place.

# One compiler for a quick start; no messages of Java's own about an archive that it cannot use. To be used with the archive.
quick_start=(-XX:TieredStopAtLevel=1 -Xlog:disable)

# archive_classes JAVA BUILD ARCHIVE REHEARSAL: makes the archive, or an empty file where it cannot be made. BUILD has
# slipcover-shard.jar and classes/. The archive holds all classes of ours, and those of the libraries and of Java that
# short commands load: a merge, and two runs that are only played by REHEARSAL, the second of which knows the times of the first.
archive_classes() {
  local java=$1 build=$2 archive=$3 rehearsal=$4 run work
  work=$build/archiving-$$
  mkdir "$work"
  cat >"$work/coverage.json" <<'JSON'
{"meta": {"software": "slipcover", "version": "1.1.0", "timestamp": "2026-01-01T00:00:00.000000", "branch_coverage": true, "show_contexts": false},
 "files": {"a.py": {"executed_lines": [1], "missing_lines": [2], "executed_branches": [[1, 2]], "missing_branches": [[1, 0]],
   "summary": {"covered_lines": 1, "missing_lines": 1, "covered_branches": 1, "missing_branches": 1, "percent_covered": 50.0}}},
 "summary": {"covered_lines": 1, "missing_lines": 1, "covered_branches": 1, "missing_branches": 1, "percent_covered": 50.0, "percent_covered_display": "50"}}
JSON
  record_classes "$java" "$build" "$work/merge" merge --build-dir "$work/merged" "$work/coverage.json" &
  mkdir "$work/features"
  touch "$work/features/a.feature" "$work/features/b.feature"
  printf '[tool.slipcover]\nfail-under = 10\n' >"$work/pyproject.toml"
  for run in first second; do
    record_classes "$java" "$build" "$work/$run" \
      run --chunks 2 --timeout-minutes 1 --python "$rehearsal" --working-directory "$work" --branch features
  done
  wait
  # Newer Javas number the classes of a list, which two lists in one must not.
  {
    cat "$work/merge" "$work/first" "$work/second"
    (cd "$build/classes" && find com -name '*.class' | sed 's/\.class$//')
  } 2>/dev/null | sed 's/ id: [0-9]*$//' | awk '!seen[$0]++' >"$work/list"
  env -i "$java" "${quick_start[@]}" -Xshare:dump -XX:SharedClassListFile="$work/list" \
    -XX:SharedArchiveFile="$work/archive" -jar "$build/slipcover-shard.jar" >/dev/null 2>&1 || : >"$work/archive"
  mv -f "$work/archive" "$archive"
  rm -rf "$work"
}

# Without the caller's environment: a workflow's outputs, for one, are not to be written by this.
record_classes() {
  env -i "$1" "${quick_start[@]}" -XX:DumpLoadedClassList="$3" -jar "$2/slipcover-shard.jar" "${@:4}" \
    </dev/null >/dev/null 2>&1 || true
}
