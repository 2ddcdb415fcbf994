open System
open Weft
open Models

let tokens = Array.init 1000 (fun index -> index % 10)
let model = Digits.Initialize 1UL
let trainer = new Trainer<Digits>(model, AdamW(LearningRate = LearningRate.Constant 1e-2))

for step in trainer.Run(RandomWindows(ReadOnlyMemory tokens, 16, 8, 1UL), 50) do
    if step.Step = 50 then
        printfn $"loss {step.Loss:F2}"

let session = model.StartInference()

for digit in session.Generate(ReadOnlySpan [| 7 |], Sampling.Greedy, 8) do
    printf $"{digit}"

let encoder = Parity.Initialize(1UL).StartInference()
encoder.Run(ReadOnlySpan [| 1; 2; 3 |])
printfn $" {encoder.LogitsOf(0, 2).Length}"
