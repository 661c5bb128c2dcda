// What comes behind matrix.h and warpgroups.h where kernels are compiled strictly: copies arrive, and products are made, as late as a wait allows, and until then nobody finds in memory or registers what they had or will have.
// Included wherever a source goes on behind one of the two.
#if defined(MATRIX_H) && !defined(OCTAVO_STRICT_MATRIX)
#define OCTAVO_STRICT_MATRIX 1
#define COPY16(to, from, bytes) octavo_strict.calls->copy(to, from, bytes, OCTAVO_HERE)
#undef COPIES_END
#define COPIES_END() octavo_strict.calls->end_copies()
#undef COPIES_WAIT
#define COPIES_WAIT(n) octavo_strict.calls->wait_for_copies(n)
#endif

#if defined(WARPGROUPS_H) && !defined(OCTAVO_STRICT_WARPGROUPS)
#define OCTAVO_STRICT_WARPGROUPS 1

// A multiplication under way. What it adds to is in "sums", since registers have nothing until it is waited for.
struct octavo_late_product {
    void (*run)(float *c, const u32 *a, u64 left, u64 right, i32 adds);
    i32 sums;
    u32 a[4];
    const u32 *registers; // of a, if it has any
    u64 left;
    u64 right;
    i32 columns; // of b by rows, or 0
    i32 adds;
    octavo_line where;
};

struct octavo_late_sums {
    float *registers;
    float values[64];
    i32 count;
    i32 under_way; // products that add to them
};

// One work-item's.
struct octavo_late_units {
    u32 group;
    i32 count;
    i32 batches; // that have ended
    octavo_late_product products[96];
    i32 batch[96];
    octavo_late_sums sums[8];
};
static octavo_late_units octavo_late_units_of[1024];

__attribute__((constructor)) static void octavo_watch_stacks() {
    octavo_strict.has_units = 1;
}

// A number that is none, and that no kernel makes.
constexpr u32 OCTAVO_POISON = 0x7fa5a5a5u;

static OCTAVO_UNSEEN octavo_late_units *octavo_own_late_units() {
    octavo_late_units *own = &octavo_late_units_of[ITEM(0)];
    if (own->group != octavo_strict.group) {
        own->group = octavo_strict.group;
        own->count = 0;
        own->batches = 0;
        for (octavo_late_sums &sums : own->sums) {
            sums.under_way = 0;
        }
    }
    return own;
}

static OCTAVO_UNSEEN const u8 *octavo_piece(const octavo_factor &factor, u32 offset) {
    u32 address = factor.place + offset;
    return octavo_shared + (address ^ (address >> 7 & 7) << 4);
}

// Calls "what" for the pieces of a product's factors in memory that this work-item answers for; a warpgroup's have all of them.
template <class What>
static OCTAVO_UNSEEN void octavo_pieces(const octavo_late_product &product, What what) {
    i32 item = ITEM(0) % WARPGROUP;
    octavo_factor right(product.right);
    if (product.columns == 0) {
        octavo_factor left(product.left);
        i32 row = item / 2;
        u32 offset = item % 2 * 16;
        what(octavo_piece(left, row / 8 * left.rows + row % 8 * 128 + offset));
        what(octavo_piece(right, row / 8 * right.rows + row % 8 * 128 + offset));
    }
    for (i32 n = item; n < product.columns * 2; n += WARPGROUP) {
        i32 k = n % 16;
        i32 column = n / 16 * 8;
        what(octavo_piece(right, column / 64 * right.columns + k / 8 * right.rows + k % 8 * 128 + column % 64 * 2));
    }
}

static OCTAVO_UNSEEN void octavo_start_product(float *c, i32 count, octavo_late_product product) {
    octavo_late_units *own = octavo_own_late_units();
    if (own->count == 96) {
        octavo_strict.calls->finding("more products are under way than the stand-in keeps", product.where);
        return;
    }
    i32 found = -1;
    for (i32 i = 0; i < 8; i++) {
        octavo_late_sums &sums = own->sums[i];
        if (sums.under_way > 0 && sums.registers == c) {
            found = i;
        }
    }
    for (i32 i = 0; found < 0 && i < 8; i++) {
        octavo_late_sums &sums = own->sums[i];
        if (sums.under_way == 0) {
            found = i;
            octavo_strict.calls->hand_over(c, count * 4, OCTAVO_SUM, product.where);
            sums.registers = c;
            sums.count = count;
            for (i32 x = 0; x < count; x++) {
                sums.values[x] = c[x];
                c[x] = octavo_bits<float>(OCTAVO_POISON);
            }
        }
    }
    own->sums[found].under_way++;
    product.sums = found;
    if (product.registers != nullptr) {
        octavo_strict.calls->hand_over(product.registers, 16, OCTAVO_FACTOR, product.where);
        __builtin_memcpy(product.a, product.registers, 16);
    }
    octavo_pieces(product, [&](const u8 *at) { octavo_strict.calls->units_read(at, 16, product.where); });
    own->products[own->count] = product;
    own->batch[own->count] = own->batches;
    own->count++;
}

static OCTAVO_UNSEEN void octavo_finish_product(octavo_late_units *own, const octavo_late_product &product) {
    octavo_late_sums &sums = own->sums[product.sums];
    product.run(sums.values, product.a, product.left, product.right, product.adds);
    octavo_pieces(product, [](const u8 *at) { octavo_strict.calls->units_have_read(at, 16); });
    if (product.registers != nullptr) {
        octavo_strict.calls->give_back(product.registers, 16);
        if (__builtin_memcmp(product.a, product.registers, 16) != 0) {
            octavo_strict.calls->finding("a factor's registers were changed before the product was waited for", product.where);
        }
    }
    if (--sums.under_way > 0) {
        return;
    }
    octavo_strict.calls->give_back(sums.registers, sums.count * 4);
    for (i32 x = 0; x < sums.count; x++) {
        if (octavo_bits<u32>(sums.registers[x]) != OCTAVO_POISON) {
            octavo_strict.calls->finding("sums were changed before they were waited for", product.where);
            break;
        }
    }
    __builtin_memcpy(sums.registers, sums.values, sums.count * 4);
}

static OCTAVO_UNSEEN void octavo_wait_for_products(i32 but, octavo_line where) {
    octavo_late_units *own = octavo_own_late_units();
    octavo_strict.calls->meet(where);
    i32 done = 0;
    while (done < own->count && own->batch[done] < own->batches - but) {
        octavo_finish_product(own, own->products[done]);
        done++;
    }
    own->count -= done;
    for (i32 i = 0; i < own->count; i++) {
        own->products[i] = own->products[done + i];
        own->batch[i] = own->batch[done + i];
    }
}

template <bool Half>
static OCTAVO_UNSEEN void octavo_run64(float *c, const u32 *, u64 left, u64 right, i32 adds) {
    octavo_products64<Half>(c, left, right, adds);
}

template <bool Half, int Columns>
static OCTAVO_UNSEEN void octavo_run_added(float *c, const u32 *a, u64, u64 right, i32) {
    octavo_add_products<Half, Columns>(c, a, right);
}

#define octavo_type_f16 true
#define octavo_type_bf16 false
#undef PRODUCTS64
#define PRODUCTS64(T, c, x, y, adds_) \
    octavo_start_product(c, 32, octavo_late_product{octavo_run64<PASTE(octavo_type_, T)>, 0, {}, nullptr, x, y, 0, adds_, OCTAVO_HERE})
#undef ADD_PRODUCTS
#define ADD_PRODUCTS(T, N, c, x, y) \
    octavo_start_product(c, (N) / 2, octavo_late_product{octavo_run_added<PASTE(octavo_type_, T), N>, 0, {}, x, 0, y, N, 1, OCTAVO_HERE})
#undef START_PRODUCTS
#define START_PRODUCTS() octavo_strict.calls->registers_are_ready()
#undef PRODUCTS_END
#define PRODUCTS_END() (octavo_own_late_units()->batches++)
#undef PRODUCTS_WAIT
#define PRODUCTS_WAIT(n) octavo_wait_for_products(n, OCTAVO_HERE)
#undef TO_UNITS
#define TO_UNITS() octavo_strict.calls->show_to_units()
#undef MEET_INIT
#define MEET_INIT(gate, count) octavo_strict.calls->gate_init(gate, count)
#undef MEET_ARRIVE
#define MEET_ARRIVE(gate) octavo_strict.calls->gate_arrive(gate)
#undef MEET_WAIT
#define MEET_WAIT(gate, turn) octavo_strict.calls->gate_wait(gate, turn, OCTAVO_HERE)
#undef BIG_MEMORY
#define BIG_MEMORY(name) \
    alignas(1024) LOCAL u8 all_of_it[LOCAL_BYTES]; \
    octavo_shared = all_of_it; \
    u8 *name = all_of_it
#endif
