// How weights lie on the device. A matrix [n, k] is cut into panels of 16 rows ("lanes"); if n is even, its halves are cut apart, so that a gate and its value have the same lane. Along k a panel has chunks
// of 32 weights, the last one padded with zeros. The numbers of a weight (its code) may be split over two planes of LOW and HIGH bits. A panel is, one region behind the other:
//   low plane   [chunks][4 * LOW bytes, in pieces][16 lanes][piece], codes in the order of k from the lowest bit on
//   high plane  the same with HIGH bits
//   scales      what the format needs, each [groups][16 lanes]: see weights_scales.h
// A piece is what one work-item loads at a time: 16 bytes where LANES is 1 (a work-item has a lane, neighbours have neighbouring ones), where LANES is 16 (a work-item has all lanes, in
// a vector) a byte or an element, and of 4 bits a word with the codes of eight weights.
// FORMAT, a compile-time definition, is the number of a type for dense weights and of values with scales apart (GROUPED), or one of these:
#include "numbers.h"

#define Q8_0 16
#define Q4_0 17
#define Q4_1 18
#define Q5_0 19
#define Q5_1 20
#define Q2_K 21
#define Q3_K 22
#define Q4_K 23
#define Q5_K 24
#define Q6_K 25
#define IQ4_NL 26
#define MXFP4 27
#define INT4 28
#define INT8 29

// A function that is inlined before anything else, so that the constants it is given are constants when its loops are unrolled.
#if defined(VENDOR_OPENCL)
#define INLINE static inline __attribute__((always_inline))
#else
#define INLINE DEVICE
#endif

#define CHUNK 32
#define PANEL 16

// Sums run over segments of so many chunks one after the other, and over the sums of the segments then, in every kernel: so a result does not depend on the kernel.
#define SEGMENT 4

// LOW, HIGH: bits of a code in each plane. SPAN: weights that share a scale. ZERO: what is subtracted from a code.
#if FORMAT == F32
#define LOW 32
#elif FORMAT == F16 || FORMAT == BF16
#define LOW 16
#elif FORMAT == F8_E4M3 || FORMAT == F8_E5M2 || FORMAT == INT8
#define LOW 8
#elif FORMAT == Q8_0
#define LOW 8
#define ZERO 128
#elif FORMAT == Q4_0
#define LOW 4
#define ZERO 8
#elif FORMAT == Q5_0
#define LOW 4
#define HIGH 1
#define ZERO 16
#elif FORMAT == Q5_1 || FORMAT == Q5_K
#define LOW 4
#define HIGH 1
#elif FORMAT == Q2_K
#define LOW 2
#elif FORMAT == Q3_K
#define LOW 2
#define HIGH 1
#define ZERO 4
#elif FORMAT == Q6_K
#define LOW 4
#define HIGH 2
#define ZERO 32
#elif FORMAT == IQ4_NL
#define LOW 4
#define ZERO 128
#else
#define LOW 4
#endif

#ifndef HIGH
#define HIGH 0
#endif
#ifndef ZERO
#define ZERO 0
#endif
#ifndef GROUPED
#define GROUPED 0
#endif
#ifndef SPAN
#if FORMAT == Q2_K || FORMAT == Q3_K || FORMAT == Q6_K
#define SPAN 16
#else
#define SPAN 32
#endif
#endif

// Groups of a chunk, and chunks of a block of 256 weights.
#define PARTS (CHUNK / SPAN)
#define SUPER 8

// Whether weights are numbers as they are; else they are codes, and w = code * scale + offset.
#define IS_DENSE (FORMAT <= F8_E5M2 && !GROUPED)
#define IS_FLOAT (FORMAT <= F8_E5M2)
#define HAS_MINIMUM (FORMAT == Q4_1 || FORMAT == Q5_1)
#define IS_SUPER (FORMAT >= Q2_K && FORMAT <= Q6_K)
#define IS_SUPER_MINIMUM (FORMAT == Q2_K || FORMAT == Q4_K || FORMAT == Q5_K)

// Where a panel's regions begin, in bytes.
#define LOW_CHUNK (LOW * 4 * PANEL)
#define HIGH_CHUNK (HIGH * 4 * PANEL)
#define HIGH_START(chunks) ((chunks) * LOW_CHUNK)
#define SCALES_START(chunks) ((chunks) * (LOW_CHUNK + HIGH_CHUNK))

// Groups of a panel whose scales lie apart, those of the padding included.
#define GROUPS_OF(chunks, group_size) (((chunks) * CHUNK + (group_size) - 1) / (group_size))

// Bytes of a lane's piece in a plane.
#if LANES == 16
#define PIECE(bits) ((bits) == 4 ? 4 : (bits) <= 8 ? 1 : (bits) / 8)
#else
#define PIECE(bits) ((bits) < 4 ? 4 * (bits) : 16)
#endif

// Offset in a chunk of a lane's byte t.
#define PLANE_BYTE(bits, lane, t) (((t) / PIECE(bits) * PANEL + (lane)) * PIECE(bits) + (t) % PIECE(bits))
