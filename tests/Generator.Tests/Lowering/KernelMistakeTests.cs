using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Weft.Generator.Emission;
using Weft.Generator.Lowering;
using Weft.Generator.Pipeline;
using Weft.Generator.Specification;
using Weft.Generator.Targets;
using Weft.Generator.Tests.Emission;
using Weft.Generator.Tests.Specification;
using Weft.Generator.Text;
using Xunit;

namespace Weft.Generator.Tests.Lowering;

/// <summary>What the author of a kernel gets wrong is one sentence at generation, and in a build a diagnostic of the YAML file.</summary>
public sealed class KernelMistakeTests
{
    private const string Spec = """
        model: Tiny
        architecture: encoder
        vocabulary: 11
        # Something to count lines over.
        max_length: 4
        d_model: 8
        layers: 1
        heads: 1
        norm: rmsnorm
        instruction_sets: [avx2]

        """;

    [Fact]
    public void KernelWithoutCodeForASet_NamesBoth() => Refused(
        "The kernel Written has no code for Avx2: NotSupportedException: There is no gather.",
        new WrittenKernel(static _ => throw new NotSupportedException("There is no gather.")));

    [Fact]
    public void KernelWithoutCalleesForASet_NamesBoth() => Refused(
        "The kernel Written has no code for Avx2: KeyNotFoundException: no tile",
        new WrittenKernel(static _ => { }) { CalleesOf = static _ => throw new KeyNotFoundException("no tile") });

    [Fact]
    public void FunctionWithoutCodeForASet_NamesBoth() => Refused(
        "The function Absent has no code for Avx2: NotSupportedException: There is no gather.",
        new WrittenKernel(static _ => { }) { FunctionsOf = [new AbsentFunction()] });

    [Fact]
    public void InstructionThatASetLacks_NamesTheSetsThatHaveIt()
    {
        WrittenKernel kernel = new(static writer => writer.Line($"{writer.Caches.Fence}();"));

        Assert.Contains("StoreFence", KernelBody.Of(kernel, new Avx512(), 0), StringComparison.Ordinal);
        Assert.Equal(
            "The kernel Written has no code for AdvSimd: it moves cache lines by hand, and only Avx512 and Avx2 can.",
            Assert.Throws<LoweringException>(() => KernelBody.Of(kernel, new Neon(), 0)).Message);
    }

    [Fact]
    public void RowOfOneName_BeginsAtOnePlace()
    {
        Refused(
            "The kernel Written has no code for Avx2: inputRow is (Vector256<float>*)input here, and cannot be (Vector256<float>*)&input[16] as well.",
            new WrittenKernel(static writer =>
            {
                writer.DeclareRow("input");
                writer.DeclareRow("input", "16");
            }));

        WrittenKernel panels = new(static writer =>
        {
            using (writer.Block("if (rows > 0)"))
            {
                writer.DeclareRow("input");
                writer.DeclareRow("input");
            }

            writer.DeclareRow("input", "16");
        });

        string[] lines = KernelBody.Of(panels, new Avx2(), 0).Split('\n');
        Assert.Equal(2, lines.Count(static line => line.Contains("inputRow =", StringComparison.Ordinal)));
    }

    [Fact]
    public void Cancellation_IsNoMistake() => Assert.Throws<OperationCanceledException>(
        static () => KernelBody.Of(new WrittenKernel(static _ => throw new OperationCanceledException()), new Neon(), 0));

    [Fact]
    public void CalleeWithMoreScratch_IsRefused()
    {
        WrittenKernel callee = new(static _ => { }) { Scratch = 32, Verb = "Callee" };

        Refused(
            "The kernel Written has no code for Avx2: Written calls Callee, which needs 32 floats of scratch, and reserves 16.",
            new WrittenKernel(writer => writer.Call(callee, ("output", "output"))) { Scratch = 16, CalleesOf = _ => [callee] });
    }

    [Fact]
    public void ThreeHundredLayers_AreCutIntoParts()
    {
        TinyModel model = TinyModel.Compile("layers: 300", "training:");
        MethodDeclarationSyntax[] parts =
        [
            .. model.Sources.Where(static source => source.HintName.EndsWith(".Decode.g.cs", StringComparison.Ordinal)).SelectMany(static source => CSharpSyntaxTree.ParseText(source.Text).GetRoot().DescendantNodes())
                .OfType<MethodDeclarationSyntax>()
                .Where(static method => method.Identifier.Text.StartsWith("RunPart", StringComparison.Ordinal)),
        ];

        // Each layer, the embedding and the head.
        Assert.Equal((302 + MethodBudget.ChainCalls - 1) / MethodBudget.ChainCalls, parts.Length);
        Assert.All(
            parts,
            static part => Assert.InRange(
                part.DescendantNodes().OfType<InvocationExpressionSyntax>().Count(), 1, MethodBudget.ChainCalls));
    }

    [Fact]
    public void MoreLayersThanThereMayBe_AreRefusedOnTheirLine()
    {
        SpecificationProblem problem = Assert.Single(Specs.Read(Specs.With(Spec, $"layers: {Limits.Layers + 1}")).Problems);

        Assert.Equal(6, problem.Location.Lines.Start.Line);
        Assert.Contains("1,024", problem.Message, StringComparison.Ordinal);
    }

    /// <summary>The kernel is over its budget in a model: the keys of the operation that calls it are the place.</summary>
    [Fact]
    public void KernelOverItsBudget_IsADiagnosticOnTheLineOfItsKey()
    {
        SpecificationProblem problem = Diagnose(
            Spec,
            new WrittenKernel(
                static writer => Enumerable.Repeat("output[0]++;", MethodBudget.Statements + 1).ToList().ForEach(writer.Line)));

        Assert.Equal(
            "tiny.yaml(9,7): error WEFT017: Weft failed on 'Tiny', which is a defect of Weft and not of the specification: " +
            "LoweringException in BudgetCheck.Verify: " +
            $"The kernel Written has {MethodBudget.Statements + 1} statements; {MethodBudget.Statements} are allowed.",
            problem.ToString());
    }

    [Fact]
    public void KernelWithoutCode_OfAKeyThatTheFileLeavesOut_IsADiagnosticOfTheFile()
    {
        SpecificationProblem problem = Diagnose(
            Spec.Replace("norm: rmsnorm\n", "", StringComparison.Ordinal),
            new WrittenKernel(static _ => throw new NotSupportedException("no")));

        Assert.StartsWith("tiny.yaml(1,1): error WEFT017: ", problem.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("The kernel Written has no code for Avx2: NotSupportedException: no", problem.Message, StringComparison.Ordinal);
    }

    // What a build reports of a model whose norm calls the kernel.
    private static SpecificationProblem Diagnose(string spec, Kernel kernel)
    {
        ParsedFile file = Stages.Parse(new SpecificationFile("tiny.yaml", spec, ""), CancellationToken.None);
        LoweredModel lowered = Stages.Lower(new ModelInput(file.Result.Specification!, file.Path), Lower, CancellationToken.None);
        MethodOutput[] methods = [.. lowered.Methods.Select(static method => Stages.Print(method, CancellationToken.None))];
        ImmutableArray<MethodOutput> failed = [.. methods.Where(static method => method.Failure is not null)];
        ModelOutput output = Stages.Print(lowered, failed, CancellationToken.None);
        Assert.Empty(output.Sources);

        return Assert.Single(output.ProblemsIn(file.Result));

        ModelProgram Lower(ModelSpecification specification, CancellationToken token)
        {
            ModelProgram program = ModelCompiler.Lower(specification, token);
            PassProgram pass = program.Inference.Passes[0];
            BlockProgram block = pass.Blocks[0];
            Work work = new(WorkSplit.Once, [new KernelCall(kernel, [])]) { Keys = [SpecificationKeys.Normalization] };
            BlockProgram longer = block with { Steps = [.. block.Steps, new Step(null, [work])] };
            program.Kernels.Add(kernel);

            return program with
            {
                Inference = program.Inference with
                {
                    Passes = [pass with { Blocks = [longer, .. pass.Blocks[1..]] }],
                },
            };
        }
    }

    private static void Refused(string sentence, Kernel kernel) =>
        Assert.Equal(sentence, Assert.Throws<LoweringException>(() => TinyModel.Of(kernel)).Message);

    private sealed record WrittenKernel(Action<KernelWriter> Write) : Kernel
    {
        public string Verb { get; init; } = "Written";

        public int Scratch { get; init; }

        public Func<InstructionSet, IEnumerable<Kernel>> CalleesOf { get; init; } = static _ => [];

        public IEnumerable<VectorFunction> FunctionsOf { get; init; } = [];

        public override int ScratchFloats => this.Scratch;

        public override IEnumerable<VectorFunction> Functions => this.FunctionsOf;

        protected override KernelName Words => new(this.Verb);

        public override string Family => "Written";

        public override Signature Signature => Signature.Empty.Floats("output");

        public override string Summary => "Nothing of use.";

        public override IEnumerable<Kernel> Callees(InstructionSet set) => this.CalleesOf(set);

        public override void WriteBody(KernelWriter writer) => this.Write(writer);
    }

    private sealed record AbsentFunction() : VectorFunction("Absent")
    {
        public override void Write(KernelWriter writer) => throw new NotSupportedException("There is no gather.");
    }
}
