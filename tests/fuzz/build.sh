#!/bin/bash -eu
# build.sh - builds the fuzzers as OSS-Fuzz wants them: into $OUT, each with its
# inputs as a zip, and beside them the libraries that the machine which runs
# them does not have.
cd "$SRC/dnsfollow"
# The name reaches the linker past make and its shell. An rpath of the old kind
# holds for what the libraries need themselves, too.
make -j"$(nproc)" OUT="$WORK/fuzz" CC="$CC" CFLAGS="$CFLAGS" \
    LDFLAGS="-Wl,--disable-new-dtags -Wl,-rpath,'\$\$ORIGIN/lib'" \
    FUZZ_ENGINE="$LIB_FUZZING_ENGINE" fuzzers
tests/fuzz/talks "$WORK/fuzz/talks"

mkdir -p "$OUT/lib"
for fuzzer in "$WORK"/fuzz/fuzz/fuzz_*; do
	case $fuzzer in *.[do]) continue ;; esac
	name=${fuzzer##*/fuzz_}
	cp "$fuzzer" "$OUT/"
	inputs=()
	for directory in "tests/fuzz/seeds/$name" "$WORK/fuzz/talks"; do
		[[ $directory != */talks || $name == talk ]] || continue
		[[ ! -d $directory ]] || inputs+=("$directory")
	done
	((${#inputs[@]} == 0)) ||
	    zip -qjr "$OUT/fuzz_${name}_seed_corpus.zip" "${inputs[@]}"
	ldd "$fuzzer" | awk '$2 == "=>" && $3 ~ /^\// { print $3 }' |
	    grep -vE '/(libc|libm|libdl|libpthread|librt|libresolv|libgcc_s)\.so' |
	    xargs -r cp -Lnt "$OUT/lib" --
done
