using System;
using System.Collections.Generic;
using System.Linq;
using Weft.Conformance.Compilation;
using Weft.Generator.Specification;

namespace Weft.Conformance.Torch;

/// <summary>Compiles the model of a spec and compares it with a case.</summary>
internal static class TorchCase
{
    /// <summary>Compares logits, loss, gradients and optimizer steps.</summary>
    /// <param name="specification">What to compile.</param>
    /// <param name="path">The case's safetensors file.</param>
    /// <param name="results">Where what was computed goes; null where nobody wants it.</param>
    /// <exception cref="TorchCaseException">The file is not a case of this spec.</exception>
    public static IReadOnlyList<Comparison> Compare(ModelSpecification specification, string path, SafetensorsWriter? results = null)
    {
        using SafetensorsFile tensors = SafetensorsFile.Open(path);
        TorchFile file = new(tensors);

        return TorchModel.Compare(ModelLibrary.Compile(WithTraining(specification, file))[specification], file, results);
    }

    // A spec that only infers says nothing against training it: the inputs are the capacity.
    private static ModelSpecification WithTraining(ModelSpecification specification, TorchFile file)
    {
        if (specification.Training is not null)
        {
            return specification;
        }

        List<TokenTable> sides = [];

        if (specification.HasEncoder)
        {
            sides.Add(file.Tokens("input/source"));
        }

        if (specification.HasDecoder)
        {
            sides.Add(file.Tokens("input/target"));
        }

        int sequences = sides.Max(static side => side.Sequences);
        int length = sides.Max(static side => side.Length);

        return specification with { Training = new TrainingCapacity(sequences, sequences * length, length) };
    }
}
