# shellcheck shell=bash disable=SC2034 # what is set here is used by who sources this
# Sourced by ./slipcover-shard and the scripts beside this one: finds a JDK without starting it,
# because a start of Java costs more than everything else that they check.

oldest_java=17

# Sets java_home and java_version to the first JDK that is new enough; fails when there is none.
find_java() {
  local home
  for home in "${JAVA_HOME:-}" "$(java_home_on_path)" /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [[ -x $home/bin/javac && -r $home/release ]] && read_java_version "$home/release"; then
      java_home=$home
      return 0
    fi
  done
  return 1
}

java_home_on_path() {
  local java home
  java=$(type -P java) || return 0
  java=$(readlink -f "$java")
  home=${java%/bin/java}
  # A version switcher puts a script there, which has to be asked where the real one is.
  if [[ ! -r $home/release ]]; then
    home=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p') || return 0
  fi
  echo "$home"
}

read_java_version() {
  local line
  while IFS= read -r line; do
    if [[ $line =~ ^JAVA_VERSION=\"(([0-9]+)[^\"]*)\"$ ]]; then
      java_version=${BASH_REMATCH[1]}
      ((BASH_REMATCH[2] >= oldest_java))
      return
    fi
  done <"$1"
  return 1
}

# The package of a JDK that is new enough: the distribution's default, except where that is Java 11.
jdk_package() {
  local ID='' VERSION_ID=''
  if [[ -r /etc/os-release ]]; then source /etc/os-release; fi
  case "$ID $VERSION_ID" in
    "debian 11" | "ubuntu 20.04" | "ubuntu 22.04") echo openjdk-17-jdk-headless ;;
    *) echo default-jdk-headless ;;
  esac
}
