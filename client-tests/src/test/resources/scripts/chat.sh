# clients.md: begin
curl --no-buffer "$OPENAI_BASE_URL/chat/completions" \
  --header "Authorization: Bearer $OPENAI_API_KEY" \
  --header "Content-Type: application/json" \
  --data '{
    "model": "stories",
    "messages": [{"role": "user", "content": "Tell me a story about a rabbit."}],
    "temperature": 0,
    "stream": true
  }'
# clients.md: end
