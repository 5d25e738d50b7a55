# What the scripts of this folder share; to be sourced, with $root set to the repository.
# shellcheck shell=bash

: "${root:?}"
jar=$root/spark-job/target/yolospark.jar

# what driver and executors find in their environment; a value of the user's stays
environment=(
  # the smaller half of the executor JVMs' output would be warnings of libtorch
  TORCH_CPP_LOG_LEVEL=ERROR
  # a damaged photo is reported once by the loader; OpenCV's own lines would name neither file nor reason
  OPENCV_LOG_LEVEL=SILENT
  # idle compute threads sleep: they share cores with data loading
  OMP_WAIT_POLICY=passive
  # tensors come and go by the hundred megabytes each step: keep their pages, instead of asking the kernel for zeroed ones
  MALLOC_MMAP_THRESHOLD_=4294967296
  MALLOC_TRIM_THRESHOLD_=34359738368
  MALLOC_TOP_PAD_=67108864
  MALLOC_ARENA_MAX=1
  # GPU addresses mean the same to Spark, nvidia-smi and CUDA
  CUDA_DEVICE_ORDER=PCI_BUS_ID
)

fail() {
  echo "${0##*/}: $1" >&2
  exit "${2:-2}"
}

# Sets $java; the release file of a JDK says its version without starting it.
find_java() {
  if [[ -n ${JAVA_HOME:-} ]]; then
    java=$JAVA_HOME/bin/java
    [[ -x $java ]] || fail "JAVA_HOME=$JAVA_HOME holds no bin/java; set it to a JDK 17"
  else
    java=$(command -v java) || fail "no java in PATH and JAVA_HOME not set; install a JDK 17"
    java=$(readlink -f "$java")
    export JAVA_HOME=${java%/bin/java}
  fi
  local version
  version=$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$JAVA_HOME/release" 2>/dev/null) || true
  [[ -n $version ]] || version=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
  [[ ${version%%.*} == 17 ]] || fail "$java is Java ${version:-of unknown version}, Java 17 is needed; set JAVA_HOME"
}

# The jar is stale when a source or a build file is newer. Two launches at once build once.
build_when_stale() {
  is_stale || return 0
  command -v mvn >/dev/null || fail "no mvn in PATH to build $jar with; install Maven 3"
  mkdir -p "$root/spark-job/target"
  (
    flock 9
    is_stale || exit 0
    echo "${0##*/}: building ${jar#"$root"/} (mvn -q -Dmaven.test.skip=true package)" >&2
    cd "$root" && mvn -q -Dmaven.test.skip=true package >&2
  ) 9>"$root/spark-job/target/.build.lock" || fail "the build failed; see the lines above" 1
}

is_stale() {
  [[ ! -f $jar || ! -d $root/spark-job/target/spark-home/jars ]] ||
    [[ -n $(find "$root/pom.xml" "$root/spark-job/pom.xml" "$root/spark-job/src/main" -newer "$jar" -print -quit) ]]
}

# Exports SPARK_HOME: the user's, else the one the build assembled.
find_spark_home() {
  if [[ -n ${SPARK_HOME:-} ]]; then
    compgen -G "$SPARK_HOME/jars/spark-core_2.12-3.5.*.jar" >/dev/null ||
      fail "SPARK_HOME=$SPARK_HOME holds no Spark 3.5 for Scala 2.12 (jars/spark-core_2.12-3.5.*.jar); unset it to use the build's"
  else
    SPARK_HOME=$root/spark-job/target/spark-home
    [[ -f $SPARK_HOME/RELEASE ]] || echo "Spark runtime jars of yolospark's build" >"$SPARK_HOME/RELEASE"
  fi
  # without this, Spark looks for a source tree to tell its Scala version from
  export SPARK_HOME SPARK_SCALA_VERSION=${SPARK_SCALA_VERSION:-2.12}
}

# Ends with a message unless SPARK_HOME can talk to a cluster manager; the assembled one has Spark's core alone.
need_support() {
  compgen -G "$SPARK_HOME/jars/spark-$1_*.jar" >/dev/null ||
    fail "SPARK_HOME=$SPARK_HOME has no support for $1 (jars/spark-$1_*.jar); set it to a full Spark 3.5 for Scala 2.12" 3
}

# Exports the environment of this process, and completes what executors get.
set_environment() {
  local entry name
  if [[ -n ${YOLOSPARK_MALLOC:-} ]]; then
    [[ -r $YOLOSPARK_MALLOC ]] ||
      fail "YOLOSPARK_MALLOC=$YOLOSPARK_MALLOC is not there; give the path of an allocator such as libtcmalloc_minimal.so.4, or unset it"
    export LD_PRELOAD=$YOLOSPARK_MALLOC${LD_PRELOAD:+:$LD_PRELOAD}
    environment+=("LD_PRELOAD=$LD_PRELOAD")
  fi
  for entry in "${environment[@]}"; do
    name=${entry%%=*}
    export "$name=${!name:-${entry#*=}}"
  done
  export LOG4J_CONFIGURATION_FILE=${LOG4J_CONFIGURATION_FILE:-$root/conf/log4j2.properties}
}

# Sets environment_options: the same for the processes that Spark starts elsewhere.
set_environment_options() {
  local master=$1 entry name log_file=$LOG4J_CONFIGURATION_FILE
  [[ $master != yarn* ]] || log_file=${log_file##*/}
  environment_options=(--conf "spark.executorEnv.LOG4J_CONFIGURATION_FILE=$log_file")
  for entry in "${environment[@]}"; do
    name=${entry%%=*}
    environment_options+=(--conf "spark.executorEnv.$name=${!name}")
    [[ $master != yarn* ]] || environment_options+=(--conf "spark.yarn.appMasterEnv.$name=${!name}")
  done
}

# Prints the path of a properties file: conf/spark-defaults.conf, then the user's, so that the user's values win.
merge_defaults() {
  local user_file=${1:-${SPARK_CONF_DIR:-$SPARK_HOME/conf}/spark-defaults.conf} text sum
  [[ -z $1 || -f $1 ]] || fail "--properties-file $1 does not exist"
  text=$(cat "$root/conf/spark-defaults.conf"; [[ ! -f $user_file ]] || cat "$user_file")
  sum=$(cksum <<<"$text")
  local merged=$root/spark-job/target/launch/spark-defaults-${sum%% *}.conf
  if [[ ! -f $merged ]]; then
    mkdir -p "${merged%/*}"
    printf '%s\n' "$text" >"$merged.$$" && mv "$merged.$$" "$merged"
  fi
  echo "$merged"
}

# Removes the copies of the application jar that ended executors left: 170 MB each, and local-cluster cleans nothing up. An
# executor works in the folder of its copy. Logs stay.
remove_old_copies() {
  local folders copy
  folders=$(readlink /proc/[0-9]*/cwd || true)
  for copy in "$1"/app-*/*/*.jar; do
    [[ ! -f $copy ]] || grep -qxF "${copy%/*}" <<<"$folders" || rm -f "$copy"
  done
}

# Gives the driver a folder of its own for temporary files, and removes those of drivers that were killed: one that lives has
# its folder locked.
make_temporary_folder() {
  local each new
  for each in "${TMPDIR:-/tmp}"/yolospark-driver-*; do
    [[ -d $each && -O $each ]] || continue
    exec 8<"$each"
    ! flock --nonblock 8 || rm -rf "$each"
    exec 8<&-
  done
  new=$(mktemp -d "${TMPDIR:-/tmp}/yolospark-new-XXXXXXXX") || fail "no folder for temporary files; set TMPDIR" 3
  # the process that this one becomes inherits the lock
  exec 9<"$new"
  flock 9
  temporary=${new/yolospark-new-/yolospark-driver-}
  mv "$new" "$temporary"
  export SPARK_SUBMIT_OPTS="${SPARK_SUBMIT_OPTS:-} \"-Djava.io.tmpdir=$temporary\" \"-Dyolospark.temporary=$temporary\""
}

# Becomes spark-submit. The assembled home has no scripts, so Spark's launcher is asked for the command they would run.
spark_submit() {
  [[ ! -x $SPARK_HOME/bin/spark-submit ]] || exec "$SPARK_HOME/bin/spark-submit" "$@"
  spark_class org.apache.spark.deploy.SparkSubmit "$@"
  exec "${spark_command[@]}"
}

# Sets spark_command to what runs a Spark class: JVM, module options, memory, class path. The launcher prints text for the
# user, a NUL, a line end, and then the words of the command with a NUL after each.
spark_class() {
  local -a words
  mapfile -d '' -t words < <("$java" -Xmx128m -XX:TieredStopAtLevel=1 -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main "$@")
  ((${#words[@]} > 1)) || fail "Spark's launcher gave no command for $1" 1
  [[ -z ${words[0]} ]] || printf '%s' "${words[0]}" >&2
  spark_command=("${words[@]:1}")
  spark_command[0]=${spark_command[0]#$'\n'}
}
