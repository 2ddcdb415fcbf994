"""Trains a GPT as PyTorch's users would write it, step by step on request: reads a number of steps, answers with their seconds.

Arguments: threads, vocabulary, length, batch, d_model, heads, layers.
"""
import sys
import time

try:
    import torch
    import torch.nn.functional as functional
    from torch import nn
except ImportError as error:
    print(f"absent {error}", flush=True)
    sys.exit(1)

THREADS, VOCABULARY, LENGTH, BATCH, D_MODEL, HEADS, LAYERS = (int(argument) for argument in sys.argv[1:8])
HEAD = D_MODEL // HEADS
FUSED = hasattr(functional, "scaled_dot_product_attention")


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention_norm = nn.LayerNorm(D_MODEL)
        self.query_key_value = nn.Linear(D_MODEL, 3 * D_MODEL)
        self.output = nn.Linear(D_MODEL, D_MODEL)
        self.feed_forward_norm = nn.LayerNorm(D_MODEL)
        self.up = nn.Linear(D_MODEL, 4 * D_MODEL)
        self.down = nn.Linear(4 * D_MODEL, D_MODEL)
        self.register_buffer("mask", torch.triu(torch.full((LENGTH, LENGTH), -1e9), 1))

    def attend(self, query, key, value):
        if FUSED:
            return functional.scaled_dot_product_attention(query, key, value, is_causal=True)

        return (query @ key.transpose(-2, -1) * HEAD**-0.5 + self.mask).softmax(-1) @ value

    def forward(self, x):
        heads = [
            part.view(BATCH, LENGTH, HEADS, HEAD).transpose(1, 2)
            for part in self.query_key_value(self.attention_norm(x)).split(D_MODEL, 2)
        ]
        x = x + self.output(self.attend(*heads).transpose(1, 2).reshape(BATCH, LENGTH, D_MODEL))

        return x + self.down(functional.gelu(self.up(self.feed_forward_norm(x))))


class Gpt(nn.Module):
    def __init__(self):
        super().__init__()
        self.token_embedding = nn.Embedding(VOCABULARY, D_MODEL)
        self.position_embedding = nn.Embedding(LENGTH, D_MODEL)
        self.layers = nn.Sequential(*[Block() for _ in range(LAYERS)])
        self.final_norm = nn.LayerNorm(D_MODEL)
        self.output = nn.Linear(D_MODEL, VOCABULARY, bias=False)

    def forward(self, tokens):
        return self.output(self.final_norm(self.layers(self.token_embedding(tokens) + self.position_embedding.weight)))


torch.set_num_threads(THREADS)
model = Gpt()
optimizer = torch.optim.AdamW(model.parameters(), 1e-3)
print("ready", torch.__version__, sum(parameter.numel() for parameter in model.parameters()), flush=True)

for line in sys.stdin:
    batches = [(torch.randint(VOCABULARY, (BATCH, LENGTH)), torch.randint(VOCABULARY, (BATCH, LENGTH))) for _ in range(int(line))]
    start = time.perf_counter()

    for tokens, labels in batches:
        loss = functional.cross_entropy(model(tokens).view(-1, VOCABULARY), labels.view(-1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    print(time.perf_counter() - start, flush=True)
