package dev.octavo.runtime.discovery;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.UserException;
import dev.octavo.spi.op.AttentionVariant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said to users who ask for a kind of attention. */
class AttentionWishTest {

    private static final List<AttentionVariant> KINDS = List.of(
            AttentionVariant.refused("units", "the device has none"),
            AttentionVariant.usable("groups"),
            AttentionVariant.usable("vectors"));

    @Test
    void aKindThatIsThereIsFine() {
        assertThatCode(() -> AttentionWish.check("gpu:0", KINDS, "vectors")).doesNotThrowAnyException();
    }

    @Test
    void anUnknownOneIsAnsweredWithTheList() {
        assertThatThrownBy(() -> AttentionWish.check("gpu:0", KINDS, "FLASH_ATTN"))
                .isInstanceOf(UserException.class)
                .hasMessage("--attention-backend FLASH_ATTN: gpu:0 has no such kind; it has groups, vectors");
    }

    @Test
    void oneThatTheDeviceCannotUseIsAnsweredWithTheReason() {
        assertThatThrownBy(() -> AttentionWish.check("gpu:0", KINDS, "units"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("cannot use it: the device has none; it has groups, vectors");
    }

    @Test
    void aBackendWithoutKindsSaysSo() {
        assertThatThrownBy(() -> AttentionWish.check("gpu:0", List.of(), "units"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("one kind of attention only");
    }
}
