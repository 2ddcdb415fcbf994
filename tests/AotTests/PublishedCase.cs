using Weft.Conformance.Compilation;
using Weft.Conformance.Torch;

namespace Weft.AotTests;

/// <summary>A case that PyTorch computed: logits, loss, every gradient and ten steps of AdamW.</summary>
internal static class PublishedCase
{
    public static void Run(GeneratedModel model, SafetensorsFile file, Checks checks)
    {
        foreach (Comparison comparison in TorchModel.Compare(model, new TorchFile(file)))
        {
            checks.Take(comparison.Error);
            checks.Count(comparison.Tensor, comparison.Error, comparison.Tolerance);
        }
    }
}
