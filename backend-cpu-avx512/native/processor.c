/* What this processor can do that the kernels need. */
#define _GNU_SOURCE
#include <cpuid.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

#define ARCH_REQ_XCOMP_PERM 0x1023
#define TILE_CONFIGURATION 17
#define TILE_DATA 18

int octavo_tiles_agree(void);

#define TILES 8
#define TILES_WITHOUT_SYSTEM 128
#define TILES_REFUSED 256

/* Whether there are tiles for bf16 and bytes, and the system lets this process use them, as below: the state of eight kilobytes has to be asked for, once for all threads. */
static int tiles(void) {
#ifdef TILES_UNKNOWN
    return 0;
#else
    const unsigned bf16 = 1u << 22, tile = 1u << 24, int8 = 1u << 25, xsave = 1u << 27, all = bf16 | tile | int8;
    unsigned a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & xsave)) return 0;
    if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || (d & all) != all) return 0;
    unsigned low, high;
    __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    const unsigned states = 1u << TILE_CONFIGURATION | 1u << TILE_DATA;
    if ((low & states) != states) return TILES_WITHOUT_SYSTEM;
    return syscall(SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, TILE_DATA) == 0 ? TILES : TILES_REFUSED;
#endif
}

#define SUPPORTS(feature) (__builtin_cpu_supports(feature) != 0)

static int avx_vnni(void) {
#ifdef AVX_VNNI_UNKNOWN
    return 0;
#else
    unsigned a, b, c, d;
    return __get_cpuid_count(7, 1, &a, &b, &c, &d) && (a & 1u << 4);
#endif
}

/*
 * As bits: 1 AVX-512 (F, BW, VL, DQ) and F16C; 2 BF16 dot products too; 4 8-bit dot products too; 8 tiles for both; 16 these give other numbers than they should; 32 AVX2, FMA and F16C; 64 8-bit dot products of 256 bits (AVX-VNNI)
 * too; 128 tiles whose state the system does not save; 256 tiles that it does not let this process use.
 */
int octavo_cpu_features(void) {
    __builtin_cpu_init();
    if (!SUPPORTS("f16c") || !SUPPORTS("avx2") || !SUPPORTS("fma")) return 0;
    int small = 32 | (avx_vnni() ? 64 : 0);
    if (!SUPPORTS("avx512f") || !SUPPORTS("avx512bw") || !SUPPORTS("avx512vl") || !SUPPORTS("avx512dq")) return small;
    int bf16 = SUPPORTS("avx512bf16"), int8 = SUPPORTS("avx512vnni");
    int amx = bf16 && int8 ? tiles() : 0;
    return small | 1 | (bf16 ? 2 : 0) | (int8 ? 4 : 0) | amx | (amx == TILES && !octavo_tiles_agree() ? 16 : 0);
}
