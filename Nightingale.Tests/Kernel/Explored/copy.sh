# Copies source files into a folder, and once more for each Without*.sed, which takes something out of them.
# usage: copy.sh FOLDER FILE...
set -eu
to=$1
shift
here=Kernel/Explored

rm -rf "$to"
mkdir -p "$to"
for file; do sed -f $here/source.sed "$file" >"$to/$(basename "$file" .cs).g.cs"; done
for without in $here/Without*.sed; do
  name=$(basename "$without" .sed)
  mkdir "$to/$name"
  for file in "$@" $here/ExploredCell.cs; do
    sed -f $here/source.sed -f "$without" -e "s/\(namespace Nightingale\.Tests\.Kernel\.Explored\);/\1.$name;/" "$file" >"$to/$name/$(basename "$file" .cs).g.cs"
  done
done
touch "$to/copied"
