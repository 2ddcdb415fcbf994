namespace Weft.Conformance;

/// <summary>What the program returns.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>A case failed, or none passed.</summary>
    public const int Failure = 1;

    /// <summary>There is nothing to run: an argument is wrong or missing.</summary>
    public const int Usage = 2;
}
