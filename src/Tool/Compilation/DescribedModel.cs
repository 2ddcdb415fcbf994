using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Weft.Generator.Lowering;

namespace Weft.Tool.Compilation;

/// <summary>What a generated class says of itself, without the class.</summary>
internal static class DescribedModel
{
    /// <summary>Describes a model that is lowered and not yet text.</summary>
    public static ModelDescription Of(ModelProgram program)
    {
        FrozenDictionary<string, long> numbers = program.Shape.ToFrozenDictionary(static item => item.Name, static item => item.Value);

        return new ModelDescription
        {
            Name = program.Identity.Name,
            SpecificationHash = program.Identity.Hash,
            Function = string.Concat(program.Function),
            Output = Choice<ModelResult>(program, nameof(ModelDescription.Output)),
            Loss = Choice<LossKind>(program, nameof(ModelDescription.Loss)),
            SourceVocabulary = (int)numbers[nameof(ModelDescription.SourceVocabulary)],
            TargetVocabulary = (int)numbers[nameof(ModelDescription.TargetVocabulary)],
            ImageFloats = (int)numbers.GetValueOrDefault(nameof(ModelDescription.ImageFloats)),
            TokenTypes = (int)numbers.GetValueOrDefault(nameof(ModelDescription.TokenTypes)),
            Outputs = (int)numbers[nameof(ModelDescription.Outputs)],
            MaxLength = (int)numbers[nameof(ModelDescription.MaxLength)],
            TrainingSequences = (int)numbers[nameof(ModelDescription.TrainingSequences)],
            TrainingTokens = (int)numbers[nameof(ModelDescription.TrainingTokens)],
            TrainingLength = (int)numbers[nameof(ModelDescription.TrainingLength)],
            ParameterFloats = (nuint)numbers[nameof(ModelDescription.ParameterFloats)],
            GradientFloats = (nuint)numbers.GetValueOrDefault(
                nameof(ModelDescription.GradientFloats), numbers[nameof(ModelDescription.ParameterFloats)]),
            CopyFloats = (nuint)numbers[nameof(ModelDescription.CopyFloats)],
            AdapterRank = (int)numbers.GetValueOrDefault(nameof(ModelDescription.AdapterRank)),
            ParameterCount = numbers[nameof(ModelDescription.ParameterCount)],
            AttentionSize = numbers[nameof(ModelDescription.AttentionSize)],
            Parameters = [.. program.Parameters.SelectMany(ParametersOf)],
        };
    }

    private static T Choice<T>(ModelProgram program, string member)
        where T : struct, Enum =>
        program.Choices.FirstOrDefault(choice => choice.Name == member).Value is string value
            ? Enum.Parse<T>(value.Split('.')[^1])
            : default;

    // Names and shapes; where they stand in memory is nothing that files tell.
    private static IEnumerable<ParameterInfo> ParametersOf(ParameterBlock block) =>
        from repetition in Enumerable.Range(block.First, block.Repetitions)
        from entry in block.Entries
        from expert in Enumerable.Range(0, entry.Experts)
        select new ParameterInfo
        {
            Name = entry.Name
                .Replace("{0}", Text(repetition), StringComparison.Ordinal)
                .Replace("{1}", Text(expert), StringComparison.Ordinal),
            First = AxisOf(entry.Axes[0]),
            Second = entry.Axes.Length > 1 ? AxisOf(entry.Axes[1]) : null,
            Offset = 0,
            Rows = entry.Rows,
            IsTrained = entry.IsTrained || block.Gradients is null,
            Initialization = default,
        };

    private static ParameterAxis AxisOf((int Groups, int Size) axis) => new(axis.Groups, axis.Size);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
