Imports System
Imports System.Linq
Imports Models
Imports Weft

Module Program

    ' The language passes no spans; what takes arrays is for it.
    Sub Main()
        Dim tokens As Integer() = Enumerable.Range(0, 1000).Select(Function(index) index Mod 10).ToArray()

        Using model As Digits = Digits.Initialize(1UL)
            Using trainer As New Trainer(Of Digits)(model, New AdamW With {.LearningRate = LearningRate.Constant(0.01)})
                For Each training As TrainingStep In trainer.Run(New RandomWindows(tokens, 16, 8, 1UL), 50)
                    If training.Step = 50 Then Console.WriteLine($"loss {training.Loss:F2}")
                Next
            End Using

            Using session As Digits.Inference = model.StartInference()
                Console.WriteLine(String.Concat(session.GenerateAll({New Integer() {7}}, Sampling.Greedy, 8)(0)))
            End Using
        End Using
    End Sub

End Module
