# What the examples of the data sets have in common. Their `run` scripts source this file.
#   usage, folders   set by the script: its help, and the folders that DATA must have
#   data, output     the two folders given
#   preset           the paper's preset with --paper, else empty
#   options          everything else on the command line, for `tessera train`
#   tessera          the program

stop() {
  printf '%s\n' "$@" >&2
  exit 1
}

# Reads the command line, checks the folders, and builds the program unless --tessera names one.
begin() {
  local paper_preset=$1 folder missing=() names=()
  shift
  preset="" tessera="" options=()
  while [ $# -gt 0 ]; do
    case $1 in
      -h | --help) echo "$usage"; exit 0 ;;
      --paper) preset=$paper_preset; shift ;;
      --tessera) tessera=${2:?--tessera takes a program}; shift 2 ;;
      --allow-truncated) options+=("$1"); shift ;;
      --*) options+=("$1" "${2:?$1 takes a value}"); shift 2 ;;
      *) names+=("$1"); shift ;;
    esac
  done
  if [ ${#names[@]} -ne 2 ]; then echo "$usage" >&2; exit 64; fi
  data=${names[0]%/} output=${names[1]%/}

  for folder in "${folders[@]}"; do
    if [ ! -d "$data/$folder" ]; then missing+=("  $data/$folder"); fi
  done
  if [ ${#missing[@]} -gt 0 ]; then
    stop "These folders are missing:" "${missing[@]}" "$here/README.md says which archives to unpack where."
  fi

  # The output folder remembers the preset, so that a run goes on with the settings it began with.
  mkdir -p "$output"
  if [ -e "$output/preset" ]; then
    if [ "$(cat "$output/preset")" != "${preset:-short}" ]; then
      stop "$output holds a run with the preset \"$(cat "$output/preset")\". Give another output folder, or the same preset."
    fi
  elif [ -n "$(ls -A "$output")" ]; then
    stop "$output holds other files. Give a new or an empty output folder."
  fi
  echo "${preset:-short}" >"$output/preset"

  if [ -z "$tessera" ]; then
    "$here/../../tools/setup"
    swift build -c release --package-path "$here/../.." >&2
    tessera=$here/../../.build/release/tessera
  fi
  trap 'echo "Stopped. The same command goes on from here." >&2' INT
}

heading() { printf '\n%s\n' "== $* =="; }

# Removes what an earlier model has made, once the training has changed the model.
forget_if_trained_further() {
  local now
  now=$(cksum <"$output/model/model.safetensors")
  if [ "$now" != "$(cat "$output/model.cksum" 2>/dev/null)" ]; then
    (cd "$output" && rm -rf "$@")
    echo "$now" >"$output/model.cksum"
  fi
}
