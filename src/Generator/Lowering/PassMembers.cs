using Weft.Generator.Graph;

namespace Weft.Generator.Lowering;

/// <summary>What the runtime's <c>PassContext</c> gives to a pass, under the names that it has there.</summary>
internal static class PassMembers
{
    public const string Parameters = "pass.Parameters";
    public const string Copies = "pass.Copies";
    public const string Gradients = "pass.Gradients";
    public const string Activations = "pass.Activations";
    public const string ScratchPointer = "pass.Scratch";

    /// <summary>Whether a backward pass follows.</summary>
    public static readonly Expression TakesGradient = new Variable("pass.TakesGradient");

    /// <summary>Whether gradients are added to what stands there.</summary>
    public static readonly Expression AddsGradients = new Variable("pass.AddsGradients");

    /// <summary>The same for parameters that several repetitions have, a parameter of their method.</summary>
    public static readonly Variable AddsToShared = new("addsToShared");

    /// <summary>Whether losses are asked for.</summary>
    public static readonly Expression TakesLoss = new Variable("pass.TakesLoss");

    public static readonly Operand Labels = Operand.Integers(new Variable("pass.Labels"));

    /// <summary>The images of the batch, one after another.</summary>
    public static readonly Operand Pixels = Address.Of("pass.Pixels");

    /// <summary>Labels that are numbers, a row of them for each row of logits, padded to whole panels.</summary>
    public static readonly Operand Targets = Address.Of("pass.Targets");

    /// <summary>Labels that are not ignored.</summary>
    public static readonly Expression LabelCount = new Variable("pass.LabelCount");

    public static readonly Operand Losses = Address.Of("pass.Losses");

    /// <summary>The scratch of the thread.</summary>
    public static readonly Operand Scratch = Address.Of(ScratchPointer);

    /// <summary>The key of the dropout generator.</summary>
    public static readonly Operand Dropout = new Scalar(OperandKind.DropoutKey, new Variable("pass.Dropout"));

    /// <summary>The layer's first dropout site, a parameter of its method.</summary>
    public static readonly Expression Site = new Variable("site");

    /// <summary>The blocks of caches that slots have, one slot after another.</summary>
    public static readonly Operand BlockTable = Operand.Integers(new Variable("pass.BlockTable"));

    /// <summary>A member of one side of the batch.</summary>
    public static Expression Side(Side side, string member) => new Variable($"pass.{side}.{member}");

    /// <summary>An array of one side of the batch: an integer for every row.</summary>
    public static Operand Rows(Side side, string array) => Operand.Integers(Side(side, array));

    /// <summary>An integer of one side of the batch.</summary>
    public static Expression At(Side side, string array, Expression index) => new Element($"pass.{side}.{array}", index);
}
