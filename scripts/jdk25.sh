# shellcheck shell=bash
# octavo_require_jdk25 finds a JDK 25 and sets JAVA_HOME; octavo and verify source this file. It looks at JAVA_HOME, PATH and the usual folders, then downloads one
# (Eclipse Temurin) into .jdk/ beside this file's folder and checks its digest. Prints nothing unless something has to be done.

octavo_root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

octavo_is_jdk25() { # DIRECTORY
    [ -x "$1/bin/javac" ] && [ -r "$1/release" ] && grep -q '^JAVA_VERSION="25[."+]' "$1/release"
}

octavo_jdk_candidates() { # prints one directory a line, the preferred ones first
    local javac
    javac=$(command -v javac 2>/dev/null || true)
    [ -z "$javac" ] || javac=$(dirname "$(dirname "$(readlink -f "$javac" 2>/dev/null || echo "$javac")")")
    printf '%s\n' "${JAVA_HOME:-}" "$javac" "$octavo_root"/.jdk/* \
        /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home
}

octavo_find_jdk25() {
    local candidate
    while IFS= read -r candidate; do
        if [ -n "$candidate" ] && octavo_is_jdk25 "$candidate"; then
            JAVA_HOME=$candidate
            return 0
        fi
    done < <(octavo_jdk_candidates)
    return 1
}

octavo_jdk25_missing() { # REASON
    cat >&2 <<TEXT
octavo: no JDK 25 was found, and none could be downloaded: $1.
Install one and try again, or point JAVA_HOME at it:
  Debian, Ubuntu   apt-get install temurin-25-jdk     (repository: https://adoptium.net/installation/linux)
  Fedora           dnf install java-25-openjdk-devel
  macOS            brew install --cask temurin@25
  anywhere         https://adoptium.net/temurin/releases/?version=25, unpacked into $octavo_root/.jdk/
TEXT
    exit 1
}

octavo_download_jdk25() {
    local version=25.0.4_7 arch digest archive url actual
    case "$(uname -s)-$(uname -m)" in
        Linux-x86_64) arch=x64 digest=e58fcdcd637b25c03ca84cbbcefc70d11efb8f4b4cbd05decc9f661769d77f94 ;;
        Linux-aarch64) arch=aarch64 digest=621f7196f0b682fb557da58bec89bd7dfe5419811fe1c0ba75c9cc8432f084c7 ;;
        *) octavo_jdk25_missing "there is no known digest for $(uname -s) on $(uname -m)" ;;
    esac
    url=https://github.com/adoptium/temurin25-binaries/releases/download/jdk-${version/_/%2B}/OpenJDK25U-jdk_${arch}_linux_hotspot_$version.tar.gz
    archive=$octavo_root/.jdk/download.tar.gz
    mkdir -p "$octavo_root/.jdk"
    echo "octavo: no JDK 25 on this machine; downloading one (Temurin $version, about 140 MB) into .jdk/" >&2
    if command -v curl >/dev/null; then
        curl --fail --location --connect-timeout 15 --progress-bar --output "$archive" "$url" || octavo_jdk25_missing "$url could not be fetched"
    elif command -v wget >/dev/null; then
        wget --quiet --show-progress --connect-timeout=15 --tries=2 --output-document="$archive" "$url" || octavo_jdk25_missing "$url could not be fetched"
    else
        octavo_jdk25_missing "neither curl nor wget is installed"
    fi
    command -v sha256sum >/dev/null || octavo_jdk25_missing "sha256sum is not installed, so a download could not be checked"
    actual=$(sha256sum "$archive" | cut -d' ' -f1)
    if [ "$actual" != "$digest" ]; then
        rm -f "$archive"
        octavo_jdk25_missing "the download's SHA-256 is $actual, expected $digest"
    fi
    tar -xzf "$archive" -C "$octavo_root/.jdk" && rm -f "$archive"
}

octavo_require_jdk25() {
    if ! octavo_find_jdk25; then
        octavo_download_jdk25
        octavo_find_jdk25 || octavo_jdk25_missing "the archive did not hold a JDK 25"
    fi
    export JAVA_HOME
}
