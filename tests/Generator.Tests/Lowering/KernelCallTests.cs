using System.Collections.Generic;
using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Targets;
using Weft.Generator.Text;
using Xunit;

namespace Weft.Generator.Tests.Lowering;

/// <summary>Kernels call one another through their records.</summary>
public sealed class KernelCallTests
{
    private static readonly Callee Doubling = new("Double");

    [Fact]
    public void ACallNamesTheKernelAndOrdersItsOperands() =>
        Assert.Equal("Double(x, y, rows);\n", Body(new Caller(Doubling, Declared: Doubling, ("rows", "rows"), ("output", "y"), ("input", "x"))));

    [Fact]
    public void ACallOfAKernelThatIsNoCallee_Throws()
    {
        Caller caller = new(Doubling, Declared: new Callee("Halve"), ("input", "x"), ("output", "y"), ("rows", "rows"));

        Assert.Equal("Caller calls Double, which is not among its callees.", Assert.Throws<LoweringException>(() => Body(caller)).Message);
    }

    [Fact]
    public void ACallWithoutAnOperand_Throws()
    {
        Caller caller = new(Doubling, Declared: Doubling, ("input", "x"), ("rows", "rows"));

        Assert.Equal("Double is not given 'output'.", Assert.Throws<LoweringException>(() => Body(caller)).Message);
    }

    private static string Body(Kernel kernel)
    {
        SourceWriter body = new();
        kernel.WriteBody(new KernelWriter(body, new Avx2(), kernel));

        return body.ToString();
    }

    private sealed record Callee(string Verb) : Kernel
    {
        protected override KernelName Words => new(this.Verb);

        public override string Family => "Test";

        public override Signature Signature => Signature.Empty.Floats("input", "output").Indices("rows");

        public override string Summary => string.Empty;

        public override void WriteBody(KernelWriter writer)
        {
        }
    }

    private sealed record Caller(Kernel Called, Kernel Declared, params (string Name, string? Value)[] Operands) : Kernel
    {
        protected override KernelName Words => new("Caller");

        public override string Family => "Test";

        public override Signature Signature => Signature.Empty.Floats("x", "y").Indices("rows");

        public override string Summary => string.Empty;

        public override IEnumerable<Kernel> Callees(InstructionSet set) => [this.Declared];

        public override void WriteBody(KernelWriter writer) => writer.Call(this.Called, this.Operands);
    }
}
