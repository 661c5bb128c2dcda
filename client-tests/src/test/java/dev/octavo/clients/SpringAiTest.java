package dev.octavo.clients;

import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;

/** Spring AI's model for OpenAI. */
class SpringAiTest extends ChatClientContract {

    @Override
    protected ChatClient connect(String url, String key, int retries) {
        return new SpringAiClient(url, key, retries);
    }

    @Override
    protected Class<? extends Throwable> error(int status) {
        return switch (status) {
            case 400 -> BadRequestException.class;
            case 401 -> UnauthorizedException.class;
            case 404 -> NotFoundException.class;
            case 429 -> RateLimitException.class;
            default -> throw new IllegalArgumentException("status " + status);
        };
    }
}
