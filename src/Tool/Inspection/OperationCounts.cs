using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;

namespace Weft.Tool.Inspection;

/// <summary>
/// Floating-point operations for one token, counted as usual (Kaplan et al. 2020): a multiply-add is two, only matrix products count,
/// the backward pass takes twice the forward pass, and causal attention counts whole. A forward pass takes 2 for every parameter that
/// multiplies the token's row, which tables that are only looked up do not, and 2 x heads x (d_key + d_value) for every key in sight. What
/// is pooled runs once for a sequence and is left out.
/// </summary>
/// <param name="Use">training or inference.</param>
/// <param name="Length">The tokens of the sequence, all of which attention sees.</param>
/// <param name="Factor">Operations of the use for one of the forward pass: 3 in training.</param>
/// <param name="Sides">The tokens that the encoder and the decoder read, in this order; one for a model of one stack.</param>
internal sealed record OperationCounts(string Use, int Length, int Factor, ImmutableArray<SideOperations> Sides)
{
    private const int OperationsOfMultiplyAdd = 2;
    private const int ForwardPass = 1;
    private const int ForwardAndBackwardPass = 3;

    /// <summary>All operations, for a token of each side.</summary>
    public long Total => this.Sides.Sum(static side => side.Total);

    /// <summary>Training at the longest sequence of a step, and a forward pass at the model's longest.</summary>
    public static IEnumerable<OperationCounts> Of(ModelSpecification specification, ModelProgram model)
    {
        if (specification.Training is TrainingCapacity training)
        {
            yield return Training(training.Length, model);
        }

        yield return Forward(specification.MaxLength, model);
    }

    /// <summary>Training on sequences of a length.</summary>
    public static OperationCounts Training(int length, ModelProgram model) => Create("training", length, ForwardAndBackwardPass, model);

    /// <summary>A forward pass over sequences of a length.</summary>
    public static OperationCounts Forward(int length, ModelProgram model) => Create("inference", length, ForwardPass, model);

    private static OperationCounts Create(string use, int length, int factor, ModelProgram model) => new(use, length, factor,
    [
        .. from node in model.Costs
           let weight = (long)OperationsOfMultiplyAdd * factor * node.Repetitions
           group (Products: node.Cost.Weights * weight, Attention: node.Cost.Attention(length) * weight) by node.IsSource into side
           orderby side.Key descending
           select new SideOperations(
               side.Key ? "source" : "target", side.Sum(static node => node.Products), side.Sum(static node => node.Attention)),
    ]);
}

/// <summary>The operations for a token of one side.</summary>
/// <param name="Name">source or target.</param>
/// <param name="Products">In products with parameters.</param>
/// <param name="Attention">In attention's own products.</param>
internal sealed record SideOperations(string Name, long Products, long Attention)
{
    /// <summary>Both.</summary>
    public long Total => this.Products + this.Attention;
}
