/* What this processor can do that the kernels need, as bits: 1 AVX-512 (F, BW, VL, DQ) and F16C; 2 BF16 dot products too; 4 8-bit dot products too. */
int octavo_cpu_features(void) {
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw") || !__builtin_cpu_supports("avx512vl")
        || !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("f16c")) {
        return 0;
    }
    return 1 | (__builtin_cpu_supports("avx512bf16") ? 2 : 0) | (__builtin_cpu_supports("avx512vnni") ? 4 : 0);
}
