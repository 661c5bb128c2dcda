/* What this processor, and the operating system on it, can do: 0 nothing of use here, 1 AVX-512 (F, BW, VL, DQ), 2 also BF16 dot products. */
int octavo_cpu_level(void) {
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512bw") || !__builtin_cpu_supports("avx512vl")
        || !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("f16c")) {
        return 0;
    }
    return __builtin_cpu_supports("avx512bf16") ? 2 : 1;
}
