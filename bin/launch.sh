# Sourced by the launchers in this folder, after they have set `root` to the project's folder.

# Every JVM that touches Arrow needs these; the parent POM passes the same to the tests.
arrow_flags="--add-modules jdk.incubator.vector --add-opens=java.base/java.nio=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"

# Inlined into the loops that call them, these would take the registers from all the rest: docs/decisions/017.
compiler_flags="-XX:CompileCommand=quiet"
for method in 'reader.ndjson.NumberParser::integer' 'reader.ndjson.NumberParser::number' 'indexer.json.BytesWriter$Variable::write'; do
  compiler_flags="$compiler_flags -XX:CompileCommand=dontinline,io.paraflow.$method"
done

# A small JVM that starts fast: the first run leaves an archive of its classes for the next ones. What the JVM itself has
# to say goes to standard error, as standard output is for data.
command_flags="-XX:+UseSerialGC -XX:+UseCompactObjectHeaders -XX:+ExitOnOutOfMemoryError -XX:+AutoCreateSharedArchive"
command_flags="$command_flags -Xlog:disable -Xlog:all=warning:stderr -Xlog:cds*=off:stderr -Xlog:aot*=off:stderr"

# glibc would give the memory of every batch back to the system, which has to clear it for the next one: let each thread keep some.
export MALLOC_MMAP_THRESHOLD_="${MALLOC_MMAP_THRESHOLD_:-4194304}" MALLOC_TRIM_THRESHOLD_="${MALLOC_TRIM_THRESHOLD_:-16777216}"

fail() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
  exit 1
}

# is_suitable HOME: whether a Java of release 25 or later is installed there. Reads its release file, as starting it takes longer.
is_suitable() {
  [ -x "$1/bin/java" ] && [ -f "$1/release" ] || return 1
  release=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  [ "${release:-0}" -ge 25 ]
}

# Sets java_home to the first suitable one of: PF_JAVA_HOME, JAVA_HOME, the java on the PATH, the usual folders.
find_java() {
  if [ -n "${PF_JAVA_HOME:-}" ]; then
    is_suitable "$PF_JAVA_HOME" || fail "PF_JAVA_HOME=$PF_JAVA_HOME is not a JDK 25 or later"
    java_home=$PF_JAVA_HOME
    return
  fi
  on_path=$(command -v java || true)
  if [ -n "$on_path" ]; then
    on_path=$(readlink -f -- "$on_path" 2>/dev/null || printf '%s' "$on_path")
    on_path=${on_path%/bin/java}
  fi
  for java_home in "${JAVA_HOME:-/nonexistent}" "$on_path" /usr/lib/jvm/* /usr/java/* /opt/* /opt/java/* \
      "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* "${HOME:-}"/.local/share/mise/installs/java/* \
      /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if is_suitable "$java_home"; then
      return
    fi
  done
  fail "no JDK 25 found: install one (for example Eclipse Temurin 25) or set PF_JAVA_HOME to its folder"
}

# build_once FILE MODULES: builds modules and what they need unless FILE is there. One build at a time: the commands of a pipe start together.
build_once() {
  [ -f "$1" ] && return
  command -v mvn >/dev/null || fail "nothing is built yet and mvn is not on the PATH: install Maven 3.8.7 or later"
  lock=$root/.pf/build.lock
  mkdir -p "$root/.pf" || fail "nothing is built yet and $root cannot be written to"
  until mkdir "$lock" 2>/dev/null; do
    builder=$(cat "$lock/pid" 2>/dev/null || true)
    if [ -n "$builder" ] && ! kill -0 "$builder" 2>/dev/null; then
      rm -rf "$lock"
    else
      sleep 1
    fi
  done
  trap 'rm -rf "$lock"' EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  printf '%s\n' "$$" >"$lock/pid"
  if [ ! -f "$1" ]; then
    printf '%s: building once, a minute or two (later by hand: mvn -Pquick package)\n' "${0##*/}" >&2
    (
      cd "$root"
      export JAVA_HOME="$java_home" MAVEN_OPTS="${MAVEN_OPTS:-} --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED"
      mvn -q -B -Dstyle.color=never -Pquick -pl "$2" -am package </dev/null 1>&2
    ) || fail "the build failed"
    [ -f "$1" ] || fail "the build did not make $1"
  fi
  rm -rf "$lock"
  trap - EXIT INT TERM
}

# thread_count ARGS...: the value of -t or --threads, or else the number of cores; what a --config file says is not looked at.
thread_count() {
  threads=0
  while [ $# -gt 0 ]; do
    case $1 in
      -t | --threads) threads=${2:-0} ;;
      --threads=*) threads=${1#--threads=} ;;
      -t*) threads=${1#-t} ;;
    esac
    shift
  done
  case $threads in
    '' | 0 | *[!0-9]*) threads=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 4) ;;
  esac
  echo "$threads"
}

# columns_heap ARGS...: how many MB of heap a thread takes that reads as many columns as --parquet-max-columns allows.
columns_heap() {
  columns=2000
  while [ $# -gt 0 ]; do
    case $1 in
      --parquet-max-columns) columns=${2:-2000} ;;
      --parquet-max-columns=*) columns=${1#--parquet-max-columns=} ;;
    esac
    shift
  done
  case $columns in
    '' | *[!0-9]*) columns=2000 ;;
  esac
  [ "$columns" -gt 2000 ] || columns=2000
  echo $((columns / 125))
}

# Sets class_path to the module `testing` and all it needs.
use_test_classes() {
  build_once "$root/testing/target/testing.jar" testing
  class_path=$root/testing/target/testing.jar:$(cat "$root/testing/target/classpath")
}
