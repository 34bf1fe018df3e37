package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"espc.dev/cmd/espc/internal/view"
	"espc.dev/compiler/output"
	"espc.dev/stdlib"
)

func (a *app) imagesCommand() *cobra.Command {
	var export string
	c := &cobra.Command{
		Use:   "images [DIR]",
		Short: "List the images and layers that the output names, or write the build folders of runtimes",
		Example: `  espc images -e prod
  espc images -e prod --export build/
  docker build -t registry.example.com/shop/espc-gateway-express:… build/gateway-express
  sh build/workspace-loopback3/layer.sh s3://shop-artifacts/layers/workspace-loopback3-….zip`,
		Args: oneFolder,
		RunE: func(c *cobra.Command, args []string) error { return a.images(c.Context(), dirArg(args), export) },
	}
	c.Flags().StringVar(&export, "export", "", "write the build folders of images and layers below `DIR`")
	return c
}

// imageList is what images prints as JSON.
type imageList struct {
	FormatVersion string        `json:"format_version"`
	Images        []listedImage `json:"images"`
}

// listedImage is one image of the output, or one layer that is to be in the artifact bucket under that key. A runtime's has
// its Runtime and Folder, where its build folder was written; an image that espc does not build, such as the gateway's Redis
// and what the topology names, is External.
type listedImage struct {
	Image    string `json:"image"`
	Runtime  string `json:"runtime,omitempty"`
	Folder   string `json:"folder,omitempty"`
	External bool   `json:"external,omitempty"`
	Layer    bool   `json:"layer,omitempty"`
}

func (a *app) images(ctx context.Context, dir, export string) error {
	_, all, ds, err := a.buildAll(ctx, dir, false)
	if err != nil {
		return err
	}
	if err := a.report(ds); err != nil {
		return err
	}
	list := imageList{FormatVersion: "1", Images: []listedImage{}}
	for _, b := range all {
		list.Images = append(list.Images, usedImages(b)...)
	}
	if export != "" {
		for i := range list.Images {
			image := &list.Images[i]
			if image.External {
				continue
			}
			image.Folder = export + "/" + image.Runtime
			files, err := stdlib.RuntimeFiles(image.Runtime)
			if err != nil {
				return err
			}
			if err := output.WriteTree(a.path(image.Folder), files); err != nil {
				return failf("%s: %s", image.Folder, reason(err))
			}
		}
	}
	if a.output == "json" {
		return view.JSON(a.io.Out, list)
	}
	for _, image := range list.Images {
		line := image.Image
		if image.External {
			line += "  external"
		}
		if image.Layer {
			line += "  layer"
		}
		if _, err := fmt.Fprintln(a.io.Out, line); err != nil {
			return err
		}
	}
	return nil
}

// usedImages returns the images and layers that an environment's objects name, sorted: those of runtimes first.
func usedImages(b *built) []listedImage {
	var out []listedImage
	for _, r := range b.outputs {
		for _, image := range imagesOf(r.objects) {
			if slices.ContainsFunc(out, func(i listedImage) bool { return i.Image == image }) {
				continue
			}
			runtime, ok := runtimeOf(image)
			out = append(out, listedImage{Image: image, Runtime: runtime, External: !ok})
		}
		for _, key := range layersOf(r.objects) {
			if runtime, ok := layerRuntime(key); ok {
				out = append(out, listedImage{Image: key, Runtime: runtime, Layer: true})
			}
		}
	}
	slices.SortFunc(out, func(x, y listedImage) int {
		if x.External != y.External {
			if y.External {
				return -1
			}
			return 1
		}
		return strings.Compare(x.Image, y.Image)
	})
	return out
}
