using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Weft.Conformance.Compilation;

namespace Weft.AotTests;

/// <summary>
/// The kernel suite as a program of its own, to be compiled ahead of time for an instruction set and run on a processor that has it:
/// <c>Weft.AotTests FOLDER [MODEL ...]</c>, with the folder that <c>Weft.Reference</c> wrote. Every kernel family and every remainder of
/// a tile is in the models. <c>Weft.AotTests --process [ARGUMENT ...]</c> tells how it was started.
/// </summary>
internal static class Program
{
    private static readonly Dictionary<string, GeneratedModel> Models = new()
    {
        ["Adapted"] = new GeneratedModel<Adapted>(),
        ["AdaptedTranslator"] = new GeneratedModel<AdaptedTranslator>(),
        ["Alibi"] = new GeneratedModel<Alibi>(),
        ["Deep"] = new GeneratedModel<Deep>(),
        ["DeepTied"] = new GeneratedModel<DeepTied>(),
        ["Encoder"] = new GeneratedModel<Encoder>(),
        ["ExpertDropout"] = new GeneratedModel<ExpertDropout>(),
        ["ExpertValues"] = new GeneratedModel<ExpertValues>(),
        ["Experts"] = new GeneratedModel<Experts>(),
        ["Factorized"] = new GeneratedModel<Factorized>(),
        ["Gpt"] = new GeneratedModel<Gpt>(),
        ["InnerDropout"] = new GeneratedModel<InnerDropout>(),
        ["Llama"] = new GeneratedModel<Llama>(),
        ["LocalEncoder"] = new GeneratedModel<LocalEncoder>(),
        ["Long"] = new GeneratedModel<Long>(),
        ["LongCapped"] = new GeneratedModel<LongCapped>(),
        ["LongDropout"] = new GeneratedModel<LongDropout>(),
        ["LongLocal"] = new GeneratedModel<LongLocal>(),
        ["LongRecurrent"] = new GeneratedModel<LongRecurrent>(),
        ["LongRelative"] = new GeneratedModel<LongRelative>(),
        ["LongTranslator"] = new GeneratedModel<LongTranslator>(),
        ["LongWindow"] = new GeneratedModel<LongWindow>(),
        ["ManyExperts"] = new GeneratedModel<ManyExperts>(),
        ["MultiLabel"] = new GeneratedModel<MultiLabel>(),
        ["OneOfExperts"] = new GeneratedModel<OneOfExperts>(),
        ["Paper"] = new GeneratedModel<Paper>(),
        ["Parallel"] = new GeneratedModel<Parallel>(),
        ["Pictures"] = new GeneratedModel<Pictures>(),
        ["PostDropout"] = new GeneratedModel<PostDropout>(),
        ["PostRelu"] = new GeneratedModel<PostRelu>(),
        ["PreGelu"] = new GeneratedModel<PreGelu>(),
        ["Recurrent"] = new GeneratedModel<Recurrent>(),
        ["Regressor"] = new GeneratedModel<Regressor>(),
        ["Relative"] = new GeneratedModel<Relative>(),
        ["Reviewer"] = new GeneratedModel<Reviewer>(),
        ["Sandwich"] = new GeneratedModel<Sandwich>(),
        ["Shared"] = new GeneratedModel<Shared>(),
        ["TrainedExperts"] = new GeneratedModel<TrainedExperts>(),
        ["TrainedSandwich"] = new GeneratedModel<TrainedSandwich>(),
        ["WholePanels"] = new GeneratedModel<WholePanels>(),
        ["WideRecurrent"] = new GeneratedModel<WideRecurrent>(),
    };

    private static int Main(string[] arguments)
    {
        if (arguments is ["--process", ..])
        {
            ProcessReport.Write(Console.Out);

            return 0;
        }

        if (arguments is not [string folder, .. string[] names])
        {
            Console.Error.WriteLine("Weft.AotTests FOLDER [MODEL ...]");

            return 2;
        }

        if (names.Length == 0)
        {
            names = [.. Directory.GetFiles(folder, "*.safetensors").Select(static path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];
        }

        return new Suite(Console.Out, folder).Run(Processor.InstructionSet, names, Models.GetValueOrDefault) ? 0 : 1;
    }
}
