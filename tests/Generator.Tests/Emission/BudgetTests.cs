using System;
using System.Linq;
using Weft.Generator.Lowering;
using Weft.Generator.Specification;
using Xunit;

namespace Weft.Generator.Tests.Emission;

/// <summary>A kernel that has grown past what the JIT compiles well is a defect that compiling it shows.</summary>
public sealed class BudgetTests
{
    public static TheoryData<string, int> Limits => new()
    {
        { "multiply-adds", MethodBudget.MultiplyAdds }, { "locals", MethodBudget.Locals }, { "statements", MethodBudget.Statements },
    };

    [Theory]
    [MemberData(nameof(Limits))]
    public void Kernel_AtItsLimit_IsWritten(string what, int limit) => Assert.Contains(
        TinyModel.Of(new GrownKernel(what, limit)).Sources, static source => source.Text.Contains("void Grown(", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Limits))]
    public void Kernel_OverItsLimit_IsRefused(string what, int limit)
    {
        LoweringException exception = Assert.Throws<LoweringException>(() => TinyModel.Of(new GrownKernel(what, limit + 1)));

        Assert.Equal($"The kernel Grown has {limit + 1} {what}; {limit} are allowed.", exception.Message);
    }

    [Fact]
    public void Headings_CountForTwoStatements()
    {
        const int Limit = MethodBudget.Statements;
        LoweringException exception = Assert.Throws<LoweringException>(() => TinyModel.Of(new LoopedKernel((Limit / 2) + 1)));

        Assert.Equal($"The kernel Looped has {Limit + 2} statements; {Limit} are allowed.", exception.Message);
    }

    /// <summary>A kernel with a number of one thing and few of all others.</summary>
    private sealed record GrownKernel(string What, int Count) : Kernel
    {
        protected override KernelName Words => new("Grown");

        public override string Family => "Grown";

        public override Signature Signature => Signature.Empty.Floats("output");

        public override string Summary => "Nothing of use.";

        public override void WriteBody(KernelWriter writer)
        {
            switch (this.What)
            {
                case "multiply-adds":
                    string[] sums = [.. Enumerable.Range(0, this.Count).Select(_ => writer.MultiplyAdd("x", "y", "z"))];
                    writer.Line($"output[0] = {string.Join(" + ", sums)};");
                    break;
                case "locals":
                    for (int i = 0; i < this.Count; i++)
                    {
                        writer.Declare("float", $"x{i}", "output[0]");
                    }

                    break;
                default:
                    for (int i = 0; i < this.Count; i++)
                    {
                        writer.Line("output[0]++;");
                    }

                    break;
            }
        }
    }

    /// <summary>A kernel with loops in a row.</summary>
    private sealed record LoopedKernel(int Count) : Kernel
    {
        protected override KernelName Words => new("Looped");

        public override string Family => "Looped";

        public override Signature Signature => Signature.Empty.Floats("output");

        public override string Summary => "Nothing of use.";

        public override void WriteBody(KernelWriter writer)
        {
            for (int i = 0; i < this.Count; i++)
            {
                using (writer.Block("for (nint at = 0; at < 16; at++)"))
                {
                }
            }
        }
    }
}
