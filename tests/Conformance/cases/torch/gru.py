"""Writes gru.safetensors beside gru.yaml: a decoder whose layers mix tokens by torch.nn.GRU, computed by PyTorch autograd in float32.
usage: /usr/bin/python3 gru.py (Debian's python3-torch)"""
import json
import os
import struct

import torch
import torch.nn.functional as F
from torch import nn

VOCABULARY, COLUMNS, INNER, LAYERS, BATCH, LENGTH = 50, 24, 64, 2, 3, 12
LENGTHS = [12, 9, 6]
HERE = os.path.dirname(os.path.abspath(__file__))


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.gru_norm, self.feed_forward_norm = nn.LayerNorm(COLUMNS), nn.LayerNorm(COLUMNS)
        self.gru = nn.GRU(COLUMNS, COLUMNS, batch_first=True)
        self.up, self.down = nn.Linear(COLUMNS, INNER), nn.Linear(INNER, COLUMNS)

    def forward(self, x):
        x = x + self.gru(self.gru_norm(x))[0]
        return x + self.down(F.gelu(self.up(self.feed_forward_norm(x))))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(VOCABULARY, COLUMNS)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.final_norm = nn.LayerNorm(COLUMNS)

    def forward(self, tokens):
        x = self.table(tokens)
        for layer in self.layers:
            x = layer(x)
        return self.final_norm(x) @ self.table.weight.T

    def canonical(self):
        yield "decoder.token_embedding.weight", self.table.weight
        for i, layer in enumerate(self.layers):
            prefix = f"decoder.layers.{i}."
            yield prefix + "gru.input.weight", layer.gru.weight_ih_l0
            yield prefix + "gru.input.bias", layer.gru.bias_ih_l0
            yield prefix + "gru.hidden.weight", layer.gru.weight_hh_l0
            yield prefix + "gru.hidden.bias", layer.gru.bias_hh_l0
            for name in ("gru_norm", "feed_forward_norm"):
                norm = getattr(layer, name)
                yield f"{prefix}{name}.weight", norm.weight
                yield f"{prefix}{name}.bias", norm.bias
            for name in ("up", "down"):
                linear = getattr(layer, name)
                yield f"{prefix}feed_forward.{name}.weight", linear.weight
                yield f"{prefix}feed_forward.{name}.bias", linear.bias
        yield "decoder.final_norm.weight", self.final_norm.weight
        yield "decoder.final_norm.bias", self.final_norm.bias


def save(path, tensors):
    header, blobs, at = {"__metadata__": {"torch": torch.__version__}}, [], 0
    for name, tensor in tensors.items():
        tensor = tensor.detach().contiguous()
        kind = {torch.float32: "F32", torch.int64: "I64", torch.float64: "F64"}[tensor.dtype]
        raw = tensor.numpy().tobytes()
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [at, at + len(raw)]}
        blobs.append(raw)
        at += len(raw)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)))
        file.write(text)
        file.writelines(blobs)


torch.manual_seed(7)
torch.set_num_threads(1)
model = Model()
with torch.no_grad():
    for name, parameter in model.canonical():
        # Norms that are not the identity, and a table that leaves gates room on both sides.
        parameter.add_(0.2 * torch.randn_like(parameter))
target = torch.randint(0, VOCABULARY, (BATCH, LENGTH))
labels = torch.randint(0, VOCABULARY, (BATCH, LENGTH))
for sequence, length in enumerate(LENGTHS):
    target[sequence, length:] = 0
    labels[sequence, length:] = -1
labels[0, 4] = -1
tensors = {f"parameter/{name}": parameter.detach().clone() for name, parameter in model.canonical()}
tensors |= {"input/target": target, "input/target_length": torch.tensor(LENGTHS), "input/labels": labels}
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-2, betas=(0.9, 0.98), eps=1e-9, weight_decay=0.1)
losses = []
for step in range(10):
    logits = model(target)
    loss = F.cross_entropy(logits.reshape(-1, VOCABULARY), labels.reshape(-1), ignore_index=-1)
    optimizer.zero_grad()
    loss.backward()
    if step == 0:
        tensors |= {"output/logits": logits.detach().clone(), "output/loss": loss.detach().clone()}
        tensors |= {f"gradient/{name}": parameter.grad.clone() for name, parameter in model.canonical()}
    losses.append(loss.item())
    optimizer.step()
tensors["output/adamw_losses"] = torch.tensor(losses, dtype=torch.float64)
save(os.path.join(HERE, "gru.safetensors"), tensors)
