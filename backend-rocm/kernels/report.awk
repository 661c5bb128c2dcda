# Makes tables for people of resources.txt: awk -f report.awk resources.txt
# Columns: target vgprs agprs sgprs spilled-vgprs scratch-bytes lds-bytes waves-per-simd wave source entry definitions

function larger(a, b) { return a + 0 > b + 0 ? a + 0 : b + 0 }
# Processors of one family have figures close to each other.
function family(target) { return target ~ /^gfx9/ ? "gfx9" : substr(target, 1, 5) "x" }
function add(list, one) { return list == "" ? one : list ", " one }
# Insertion sort, the larger first where the key of sorting is a number.
function sorted(of, into,    key, n, i, held) {
    n = 0
    for (key in of) {
        into[++n] = key
        for (i = n; i > 1 && into[i - 1] > into[i]; i--) {
            held = into[i]; into[i] = into[i - 1]; into[i - 1] = held
        }
    }
    return n
}

NR == 1 { next }
{
    if (!($1 in kernels)) targets[++targetCount] = $1
    kernels[$1]++
    wave[$1] = $9
    of = family($1)
    if (!(of in known)) { known[of]; families[++familyCount] = of }
    sources[$10]
    names[$10, $11 " " $12 " " $13 " " $14 " " $15 " " $16 " " $17 " " $18]
    cell = $10 SUBSEP of
    vgprs[cell] = larger(vgprs[cell], $2)
    agprs[cell] = larger(agprs[cell], $3)
    lds[$10] = larger(lds[$10], $7)
    if (!(cell in waves) || $8 < waves[cell]) waves[cell] = $8
    if ($5 > 0 || $6 > 0) {
        spilling[$1]++
        spilled[$1] = larger(spilled[$1], $5)
        scratch[$1] = larger(scratch[$1], $6)
        group = "`" $10 "` | `" $11 "` | `" $12 "`"
        groups[group]
        groupKernels[group, $1]++
        groupMost[group] = larger(groupMost[group], groupKernels[group, $1])
        groupSpilled[group] = larger(groupSpilled[group], $5)
        groupScratch[group] = larger(groupScratch[group], $6)
        if (groupKernels[group, $1] == 1) groupTargets[group] = add(groupTargets[group], $1)
    }
}
END {
    for (key in names) { split(key, part, SUBSEP); count[part[1]]++ }
    print "## Processors\n"
    print "| Processor | Wave | Kernels | Kernels that spill | Spilled VGPRs, most | Scratch memory, most bytes |"
    print "|---|---|---|---|---|---|"
    for (i = 1; i <= targetCount; i++) {
        t = targets[i]
        printf "| %s | %s | %d | %d | %d | %d |\n", t, wave[t], kernels[t], spilling[t], spilled[t], scratch[t]
    }
    print "\n## Sources\n"
    print "The most that a kernel of a source takes of a processor of a family: VGPRs, with accumulation registers after a +, and in brackets how many waves a SIMD unit runs at once.\n"
    head = "| Source | Kernels | LDS, bytes |"
    line = "|---|---|---|"
    for (i = 1; i <= familyCount; i++) { head = head " " families[i] " |"; line = line "---|" }
    print head "\n" line
    n = sorted(sources, order)
    for (s = 1; s <= n; s++) {
        printf "| `%s` | %d | %d |", order[s], count[order[s]], lds[order[s]]
        for (i = 1; i <= familyCount; i++) {
            cell = order[s] SUBSEP families[i]
            if (cell in waves) printf " %d%s (%d) |", vgprs[cell], (agprs[cell] > 0 ? " + " agprs[cell] : ""), waves[cell]
            else printf " |"
        }
        print ""
    }
    print "\n## Kernels that spill\n"
    n = sorted(groups, order)
    if (n == 0) { print "None."; exit }
    print "Kernels of one function with the same first definition are one line: how many of them spill on a processor at most, and the worst figures of any processor.\n"
    print "| Source | Function | Definition | Kernels | Spilled VGPRs | Scratch memory, bytes | Processors |"
    print "|---|---|---|---|---|---|---|"
    for (g = 1; g <= n; g++) {
        group = order[g]
        printf "| %s | %d | %d | %d | %s |\n", group, groupMost[group], groupSpilled[group], groupScratch[group], groupTargets[group]
    }
}
