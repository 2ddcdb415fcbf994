using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Weft.Samples;

/// <summary>The files that an assembly carries as resources. Its code is not loaded, nor what that would need.</summary>
internal static class PackagedFiles
{
    /// <summary>Reads the resource whose name has this ending.</summary>
    /// <exception cref="IOException">The assembly is missing.</exception>
    /// <exception cref="InvalidDataException">It has no such resource.</exception>
    public static ImmutableArray<byte> Read(string assembly, string ending)
    {
        using PEReader file = new(File.OpenRead(assembly));
        MetadataReader metadata = file.GetMetadataReader();
        ManifestResource resource = metadata.ManifestResources
            .Select(metadata.GetManifestResource)
            .FirstOrDefault(resource => metadata.GetString(resource.Name).EndsWith(ending, System.StringComparison.Ordinal));

        if (resource.Name.IsNil)
        {
            throw new InvalidDataException($"There is no resource '{ending}' in it.");
        }

        PEMemoryBlock resources = file.GetSectionData(file.PEHeaders.CorHeader!.ResourcesDirectory.RelativeVirtualAddress);
        int start = (int)resource.Offset;

        // A resource begins with its length.
        return resources.GetContent(start + sizeof(int), resources.GetReader(start, sizeof(int)).ReadInt32());
    }
}
